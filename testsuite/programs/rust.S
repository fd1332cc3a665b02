// program rust: gcc -o $OUT $SOURCE
// What a compiler of Rust (rustc 1.95, -C opt-level=1 -C panic=abort -C debuginfo=2 --emit asm) made of:
//	#![no_std]
//	#![no_main]
//	#[panic_handler]
//	fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
//	pub mod shapes {
//	    pub struct Point { pub x: i32, pub y: i64 }
//	    pub enum Kind { Small, Large }
//	    impl Point {
//	        #[inline(never)]
//	        pub fn area(&self, scale: u32) -> i64 { self.x as i64 * self.y * scale as i64 }
//	    }
//	    #[inline(never)]
//	    pub fn measure(point: &Point, kind: Kind, text: &str, flag: bool) -> i64 {
//	        point.area(2) + kind as i64 + text.len() as i64 + flag as i64
//	    }
//	    #[inline(never)]
//	    pub fn twice<T: core::ops::Add<Output = T> + Copy>(value: T) -> T { value + value }
//	    #[inline(never)]
//	    pub fn make(x: i32) -> Point { Point { x, y: x as i64 + 1 } }
//	}
//	#[no_mangle]
//	pub extern "C" fn main(count: i32) -> i32 {
//	    let point = shapes::make(count + 4);
//	    let kind = if count > 1 { shapes::Kind::Large } else { shapes::Kind::Small };
//	    let sum = shapes::measure(&point, kind, "text", count > 0) + shapes::twice(count) as i64;
//	    (sum == 0) as i32
//	}
	.section	.text._RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind,"ax",@progbits
	.hidden	_RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind
	.globl	_RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind
	.p2align	4
	.type	_RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind,@function
_RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind:
.Lfunc_begin0:
	.cfi_startproc
	.p2align	4
.LBB0_1:
	.file	1 "rust.rs"
	.loc	1 4 45 prologue_end
	jmp	.LBB0_1
.Ltmp0:
.Lfunc_end0:
	.size	_RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind, .Lfunc_end0-_RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind
	.cfi_endproc

	.section	.text._ZN4rust6shapes4make17h11899b2ef46e0e4dE,"ax",@progbits
	.p2align	4
	.type	_ZN4rust6shapes4make17h11899b2ef46e0e4dE,@function
_ZN4rust6shapes4make17h11899b2ef46e0e4dE:
.Lfunc_begin1:
	.cfi_startproc
	.loc	1 19 50 prologue_end
	movslq	%edi, %rdx
	leaq	1(%rdx), %rax
	.loc	1 19 66 is_stmt 0
	retq
.Ltmp1:
.Lfunc_end1:
	.size	_ZN4rust6shapes4make17h11899b2ef46e0e4dE, .Lfunc_end1-_ZN4rust6shapes4make17h11899b2ef46e0e4dE
	.cfi_endproc

	.section	.text._ZN4rust6shapes5Point4area17h9049f6493310bf57E,"ax",@progbits
	.p2align	4
	.type	_ZN4rust6shapes5Point4area17h9049f6493310bf57E,@function
_ZN4rust6shapes5Point4area17h9049f6493310bf57E:
.Lfunc_begin2:
	.cfi_startproc
	.loc	1 10 49 prologue_end is_stmt 1
	movslq	8(%rdi), %rax
	imulq	(%rdi), %rax
	addq	%rax, %rax
	.loc	1 10 88 is_stmt 0
	retq
.Ltmp2:
.Lfunc_end2:
	.size	_ZN4rust6shapes5Point4area17h9049f6493310bf57E, .Lfunc_end2-_ZN4rust6shapes5Point4area17h9049f6493310bf57E
	.cfi_endproc

	.section	.text._ZN4rust6shapes5twice17h2909b8857521f5efE,"ax",@progbits
	.p2align	4
	.type	_ZN4rust6shapes5twice17h2909b8857521f5efE,@function
_ZN4rust6shapes5twice17h2909b8857521f5efE:
.Lfunc_begin3:
	.cfi_startproc
	.file	2 "library/core/src/ops/arith.rs"
	.loc	2 105 45 prologue_end is_stmt 1
	leal	(%rdi,%rdi), %eax
.Ltmp3:
	.loc	1 17 88
	retq
.Ltmp4:
.Lfunc_end3:
	.size	_ZN4rust6shapes5twice17h2909b8857521f5efE, .Lfunc_end3-_ZN4rust6shapes5twice17h2909b8857521f5efE
	.cfi_endproc

	.section	.text._ZN4rust6shapes7measure17h556b841713916c28E,"ax",@progbits
	.p2align	4
	.type	_ZN4rust6shapes7measure17h556b841713916c28E,@function
_ZN4rust6shapes7measure17h556b841713916c28E:
.Lfunc_begin4:
	.loc	1 13 0
	.cfi_startproc
	pushq	%rbp
	.cfi_def_cfa_offset 16
	pushq	%rbx
	.cfi_def_cfa_offset 24
	pushq	%rax
	.cfi_def_cfa_offset 32
	.cfi_offset %rbx, -24
	.cfi_offset %rbp, -16
	movl	%edx, %ebx
	movl	%esi, %ebp
.Ltmp5:
	.loc	1 14 15 prologue_end
	callq	_ZN4rust6shapes5Point4area17h9049f6493310bf57E
.Ltmp6:
	.loc	1 14 59 is_stmt 0
	movl	%ebx, %ecx
	.loc	1 14 9
	movl	%ebp, %edx
	addq	%rcx, %rdx
	addq	%rdx, %rax
	addq	$4, %rax
	.loc	1 15 6 epilogue_begin is_stmt 1
	addq	$8, %rsp
	.cfi_def_cfa_offset 24
	popq	%rbx
.Ltmp7:
	.cfi_def_cfa_offset 16
	popq	%rbp
.Ltmp8:
	.cfi_def_cfa_offset 8
	retq
.Ltmp9:
.Lfunc_end4:
	.size	_ZN4rust6shapes7measure17h556b841713916c28E, .Lfunc_end4-_ZN4rust6shapes7measure17h556b841713916c28E
	.cfi_endproc

	.section	.text.main,"ax",@progbits
	.globl	main
	.p2align	4
	.type	main,@function
main:
.Lfunc_begin5:
	.loc	1 22 0
	.cfi_startproc
	pushq	%r14
	.cfi_def_cfa_offset 16
	pushq	%rbx
	.cfi_def_cfa_offset 24
	subq	$24, %rsp
	.cfi_def_cfa_offset 48
	.cfi_offset %rbx, -24
	.cfi_offset %r14, -16
	movl	%edi, %ebx
.Ltmp10:
	.loc	1 23 30 prologue_end
	leal	4(%rbx), %edi
.Ltmp11:
	.loc	1 23 17 is_stmt 0
	callq	_ZN4rust6shapes4make17h11899b2ef46e0e4dE
	movq	%rax, 8(%rsp)
	movl	%edx, 16(%rsp)
.Ltmp12:
	.loc	1 24 19 is_stmt 1
	xorl	%esi, %esi
	cmpl	$2, %ebx
	setge	%sil
.Ltmp13:
	.loc	1 25 53
	xorl	%edx, %edx
	testl	%ebx, %ebx
	setg	%dl
	leaq	8(%rsp), %rdi
	.loc	1 25 15 is_stmt 0
	callq	_ZN4rust6shapes7measure17h556b841713916c28E
	movq	%rax, %r14
	.loc	1 25 66
	movl	%ebx, %edi
	callq	_ZN4rust6shapes5twice17h2909b8857521f5efE
	movslq	%eax, %rcx
.Ltmp14:
	.loc	1 26 5 is_stmt 1
	xorl	%eax, %eax
	addq	%r14, %rcx
.Ltmp15:
	sete	%al
.Ltmp16:
	.loc	1 27 2 epilogue_begin
	addq	$24, %rsp
	.cfi_def_cfa_offset 24
	popq	%rbx
.Ltmp17:
	.cfi_def_cfa_offset 16
	popq	%r14
	.cfi_def_cfa_offset 8
	retq
.Ltmp18:
.Lfunc_end5:
	.size	main, .Lfunc_end5-main
	.cfi_endproc

	.section	.debug_loc,"",@progbits
.Ldebug_loc0:
	.quad	-1
	.quad	.Lfunc_begin4
	.quad	.Lfunc_begin4-.Lfunc_begin4
	.quad	.Ltmp6-.Lfunc_begin4
	.short	1
	.byte	85
	.quad	.Ltmp6-.Lfunc_begin4
	.quad	.Lfunc_end4-.Lfunc_begin4
	.short	4
	.byte	243
	.byte	1
	.byte	85
	.byte	159
	.quad	0
	.quad	0
.Ldebug_loc1:
	.quad	-1
	.quad	.Lfunc_begin4
	.quad	.Lfunc_begin4-.Lfunc_begin4
	.quad	.Ltmp6-.Lfunc_begin4
	.short	13
	.byte	116
	.byte	0
	.byte	16
	.byte	255
	.byte	255
	.byte	255
	.byte	255
	.byte	15
	.byte	26
	.byte	16
	.byte	1
	.byte	26
	.byte	159
	.quad	.Ltmp6-.Lfunc_begin4
	.quad	.Ltmp8-.Lfunc_begin4
	.short	13
	.byte	118
	.byte	0
	.byte	16
	.byte	255
	.byte	255
	.byte	255
	.byte	255
	.byte	15
	.byte	26
	.byte	16
	.byte	1
	.byte	26
	.byte	159
	.quad	0
	.quad	0
.Ldebug_loc2:
	.quad	-1
	.quad	.Lfunc_begin4
	.quad	.Lfunc_begin4-.Lfunc_begin4
	.quad	.Ltmp6-.Lfunc_begin4
	.short	13
	.byte	113
	.byte	0
	.byte	16
	.byte	255
	.byte	255
	.byte	255
	.byte	255
	.byte	15
	.byte	26
	.byte	16
	.byte	1
	.byte	26
	.byte	159
	.quad	.Ltmp6-.Lfunc_begin4
	.quad	.Ltmp7-.Lfunc_begin4
	.short	13
	.byte	115
	.byte	0
	.byte	16
	.byte	255
	.byte	255
	.byte	255
	.byte	255
	.byte	15
	.byte	26
	.byte	16
	.byte	1
	.byte	26
	.byte	159
	.quad	.Ltmp7-.Lfunc_begin4
	.quad	.Lfunc_end4-.Lfunc_begin4
	.short	13
	.byte	114
	.byte	0
	.byte	16
	.byte	255
	.byte	255
	.byte	255
	.byte	255
	.byte	15
	.byte	26
	.byte	16
	.byte	1
	.byte	26
	.byte	159
	.quad	0
	.quad	0
.Ldebug_loc3:
	.quad	-1
	.quad	.Lfunc_begin4
	.quad	.Lfunc_begin4-.Lfunc_begin4
	.quad	.Lfunc_end4-.Lfunc_begin4
	.short	6
	.byte	147
	.byte	8
	.byte	52
	.byte	159
	.byte	147
	.byte	8
	.quad	0
	.quad	0
.Ldebug_loc4:
	.quad	-1
	.quad	.Lfunc_begin5
	.quad	.Lfunc_begin5-.Lfunc_begin5
	.quad	.Ltmp11-.Lfunc_begin5
	.short	1
	.byte	85
	.quad	.Ltmp11-.Lfunc_begin5
	.quad	.Ltmp17-.Lfunc_begin5
	.short	1
	.byte	83
	.quad	.Ltmp17-.Lfunc_begin5
	.quad	.Lfunc_end5-.Lfunc_begin5
	.short	4
	.byte	243
	.byte	1
	.byte	85
	.byte	159
	.quad	0
	.quad	0
.Ldebug_loc5:
	.quad	-1
	.quad	.Lfunc_begin5
	.quad	.Ltmp14-.Lfunc_begin5
	.quad	.Ltmp15-.Lfunc_begin5
	.short	6
	.byte	126
	.byte	0
	.byte	114
	.byte	0
	.byte	34
	.byte	159
	.quad	0
	.quad	0
	.section	.debug_abbrev,"",@progbits
	.byte	1
	.byte	17
	.byte	1
	.byte	37
	.byte	14
	.byte	19
	.byte	5
	.byte	3
	.byte	14
	.byte	16
	.byte	23
	.byte	27
	.byte	14
	.byte	17
	.byte	1
	.byte	85
	.byte	23
	.byte	0
	.byte	0
	.byte	2
	.byte	57
	.byte	1
	.byte	3
	.byte	14
	.byte	0
	.byte	0
	.byte	3
	.byte	4
	.byte	1
	.byte	73
	.byte	19
	.byte	109
	.byte	25
	.byte	3
	.byte	14
	.byte	11
	.byte	11
	.ascii	"\210\001"
	.byte	15
	.byte	0
	.byte	0
	.byte	4
	.byte	40
	.byte	0
	.byte	3
	.byte	14
	.byte	28
	.byte	15
	.byte	0
	.byte	0
	.byte	5
	.byte	46
	.byte	1
	.byte	17
	.byte	1
	.byte	18
	.byte	6
	.byte	64
	.byte	24
	.byte	110
	.byte	14
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	6
	.byte	5
	.byte	0
	.byte	2
	.byte	24
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	7
	.byte	19
	.byte	1
	.byte	3
	.byte	14
	.byte	11
	.byte	11
	.byte	50
	.byte	11
	.ascii	"\210\001"
	.byte	15
	.byte	0
	.byte	0
	.byte	8
	.byte	13
	.byte	0
	.byte	3
	.byte	14
	.byte	73
	.byte	19
	.ascii	"\210\001"
	.byte	15
	.byte	56
	.byte	11
	.byte	50
	.byte	11
	.byte	0
	.byte	0
	.byte	9
	.byte	46
	.byte	1
	.byte	110
	.byte	14
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	60
	.byte	25
	.byte	0
	.byte	0
	.byte	10
	.byte	5
	.byte	0
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	11
	.byte	29
	.byte	1
	.byte	49
	.byte	19
	.byte	17
	.byte	1
	.byte	18
	.byte	6
	.byte	88
	.byte	11
	.byte	89
	.byte	11
	.byte	87
	.byte	11
	.byte	0
	.byte	0
	.byte	12
	.byte	5
	.byte	0
	.byte	2
	.byte	24
	.byte	49
	.byte	19
	.byte	0
	.byte	0
	.byte	13
	.byte	47
	.byte	0
	.byte	73
	.byte	19
	.byte	3
	.byte	14
	.byte	0
	.byte	0
	.byte	14
	.byte	46
	.byte	1
	.byte	17
	.byte	1
	.byte	18
	.byte	6
	.byte	64
	.byte	24
	.byte	110
	.byte	14
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	54
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	15
	.byte	5
	.byte	0
	.byte	2
	.byte	23
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	16
	.byte	46
	.byte	1
	.byte	17
	.byte	1
	.byte	18
	.byte	6
	.byte	64
	.byte	24
	.byte	110
	.byte	14
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.ascii	"\207\001"
	.byte	25
	.byte	0
	.byte	0
	.byte	17
	.byte	5
	.byte	0
	.byte	2
	.byte	24
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	18
	.byte	46
	.byte	1
	.byte	17
	.byte	1
	.byte	18
	.byte	6
	.byte	64
	.byte	24
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	63
	.byte	25
	.byte	0
	.byte	0
	.byte	19
	.byte	11
	.byte	1
	.byte	17
	.byte	1
	.byte	18
	.byte	6
	.byte	0
	.byte	0
	.byte	20
	.byte	52
	.byte	0
	.byte	2
	.byte	24
	.byte	3
	.byte	14
	.ascii	"\210\001"
	.byte	15
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	21
	.byte	52
	.byte	0
	.byte	3
	.byte	14
	.ascii	"\210\001"
	.byte	15
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	22
	.byte	52
	.byte	0
	.byte	2
	.byte	23
	.byte	3
	.byte	14
	.ascii	"\210\001"
	.byte	15
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	23
	.byte	36
	.byte	0
	.byte	3
	.byte	14
	.byte	62
	.byte	11
	.byte	11
	.byte	11
	.byte	0
	.byte	0
	.byte	24
	.byte	15
	.byte	0
	.byte	73
	.byte	19
	.byte	3
	.byte	14
	.byte	51
	.byte	6
	.byte	0
	.byte	0
	.byte	25
	.byte	46
	.byte	1
	.byte	17
	.byte	1
	.byte	18
	.byte	6
	.byte	64
	.byte	24
	.byte	71
	.byte	19
	.byte	0
	.byte	0
	.byte	26
	.byte	5
	.byte	0
	.byte	28
	.byte	15
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	27
	.byte	46
	.byte	1
	.byte	110
	.byte	14
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	32
	.byte	11
	.byte	0
	.byte	0
	.byte	28
	.byte	5
	.byte	0
	.byte	3
	.byte	14
	.byte	58
	.byte	11
	.byte	59
	.byte	11
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	29
	.byte	51
	.byte	1
	.byte	21
	.byte	19
	.byte	0
	.byte	0
	.byte	30
	.byte	13
	.byte	0
	.byte	73
	.byte	19
	.ascii	"\210\001"
	.byte	15
	.byte	56
	.byte	11
	.byte	52
	.byte	25
	.byte	0
	.byte	0
	.byte	31
	.byte	25
	.byte	1
	.byte	0
	.byte	0
	.byte	32
	.byte	13
	.byte	0
	.byte	3
	.byte	14
	.byte	73
	.byte	19
	.ascii	"\210\001"
	.byte	15
	.byte	56
	.byte	11
	.byte	0
	.byte	0
	.byte	33
	.byte	25
	.byte	1
	.byte	22
	.byte	11
	.byte	0
	.byte	0
	.byte	34
	.byte	19
	.byte	0
	.byte	3
	.byte	14
	.byte	11
	.byte	11
	.byte	50
	.byte	11
	.ascii	"\210\001"
	.byte	15
	.byte	0
	.byte	0
	.byte	35
	.byte	21
	.byte	1
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	36
	.byte	19
	.byte	1
	.byte	3
	.byte	14
	.byte	11
	.byte	11
	.ascii	"\210\001"
	.byte	15
	.byte	0
	.byte	0
	.byte	37
	.byte	15
	.byte	0
	.byte	73
	.byte	19
	.byte	51
	.byte	6
	.byte	0
	.byte	0
	.byte	38
	.byte	19
	.byte	0
	.byte	3
	.byte	14
	.byte	11
	.byte	11
	.ascii	"\210\001"
	.byte	15
	.byte	0
	.byte	0
	.byte	39
	.byte	1
	.byte	1
	.byte	73
	.byte	19
	.byte	0
	.byte	0
	.byte	40
	.byte	33
	.byte	0
	.byte	73
	.byte	19
	.byte	34
	.byte	13
	.byte	55
	.byte	11
	.byte	0
	.byte	0
	.byte	41
	.byte	36
	.byte	0
	.byte	3
	.byte	14
	.byte	11
	.byte	11
	.byte	62
	.byte	11
	.byte	0
	.byte	0
	.byte	0
	.section	.debug_info,"",@progbits
.Lcu_begin0:
	.long	.Ldebug_info_end0-.Ldebug_info_start0
.Ldebug_info_start0:
	.short	4
	.long	.debug_abbrev
	.byte	8
	.byte	1
	.long	.Linfo_string0
	.short	28
	.long	.Linfo_string1
	.long	.Lline_table_start0
	.long	.Linfo_string2
	.quad	0
	.long	.Ldebug_ranges0
	.byte	2
	.long	.Linfo_string3
	.byte	2
	.long	.Linfo_string4
	.byte	3
	.long	519

	.long	.Linfo_string8
	.byte	1
	.byte	1
	.byte	4
	.long	.Linfo_string6
	.byte	0
	.byte	4
	.long	.Linfo_string7
	.byte	1
	.byte	0
	.byte	5
	.quad	.Lfunc_begin1
	.long	.Lfunc_end1-.Lfunc_begin1
	.byte	1
	.byte	87
	.long	.Linfo_string28
	.long	.Linfo_string29
	.byte	1
	.byte	19
	.long	119
	.byte	6
	.byte	1
	.byte	85
	.long	.Linfo_string9
	.byte	1
	.byte	19
	.long	526
	.byte	0
	.byte	7
	.long	.Linfo_string13
	.byte	16
	.byte	1
	.byte	8
	.byte	8
	.long	.Linfo_string9
	.long	526
	.byte	4
	.byte	8
	.byte	1
	.byte	8
	.long	.Linfo_string11
	.long	533
	.byte	8
	.byte	0
	.byte	1
	.byte	9
	.long	.Linfo_string14
	.long	.Linfo_string15
	.byte	1
	.byte	10
	.long	533

	.byte	10
	.long	540
	.byte	10
	.long	553
	.byte	0
	.byte	0
	.byte	5
	.quad	.Lfunc_begin3
	.long	.Lfunc_end3-.Lfunc_begin3
	.byte	1
	.byte	87
	.long	.Linfo_string31
	.long	.Linfo_string32
	.byte	1
	.byte	17
	.long	526
	.byte	6
	.byte	1
	.byte	85
	.long	.Linfo_string50
	.byte	1
	.byte	17
	.long	526
	.byte	11
	.long	625
	.quad	.Lfunc_begin3
	.long	.Ltmp3-.Lfunc_begin3
	.byte	1
	.byte	17
	.byte	73
	.byte	12
	.byte	1
	.byte	85
	.long	641
	.byte	12
	.byte	1
	.byte	85
	.long	652
	.byte	0
	.byte	13
	.long	526
	.long	.Linfo_string30
	.byte	0
	.byte	14
	.quad	.Lfunc_begin4
	.long	.Lfunc_end4-.Lfunc_begin4
	.byte	1
	.byte	87
	.long	.Linfo_string33
	.long	.Linfo_string34
	.byte	1
	.byte	13
	.byte	3
	.long	533
	.byte	15
	.long	.Ldebug_loc0
	.long	.Linfo_string108
	.byte	1
	.byte	13
	.long	540
	.byte	15
	.long	.Ldebug_loc1
	.long	.Linfo_string109
	.byte	1
	.byte	13
	.long	52
	.byte	15
	.long	.Ldebug_loc3
	.long	.Linfo_string111
	.byte	1
	.byte	13
	.long	1654
	.byte	15
	.long	.Ldebug_loc2
	.long	.Linfo_string110
	.byte	1
	.byte	13
	.long	1684
	.byte	0
	.byte	0
	.byte	16
	.quad	.Lfunc_begin0
	.long	.Lfunc_end0-.Lfunc_begin0
	.byte	1
	.byte	87
	.long	.Linfo_string26
	.long	.Linfo_string27
	.byte	1
	.byte	4

	.byte	17
	.byte	1
	.byte	85
	.byte	1
	.byte	4
	.long	1375
	.byte	0
	.byte	18
	.quad	.Lfunc_begin5
	.long	.Lfunc_end5-.Lfunc_begin5
	.byte	1
	.byte	87
	.long	.Linfo_string35
	.byte	1
	.byte	22
	.long	526

	.byte	15
	.long	.Ldebug_loc4
	.long	.Linfo_string112
	.byte	1
	.byte	22
	.long	526
	.byte	19
	.quad	.Ltmp12
	.long	.Ltmp16-.Ltmp12
	.byte	20
	.byte	2
	.byte	145
	.byte	8
	.long	.Linfo_string108
	.byte	8
	.byte	1
	.byte	23
	.long	119
	.byte	19
	.quad	.Ltmp13
	.long	.Ltmp16-.Ltmp13
	.byte	21
	.long	.Linfo_string109
	.byte	1
	.byte	1
	.byte	24
	.long	52
	.byte	19
	.quad	.Ltmp14
	.long	.Ltmp16-.Ltmp14
	.byte	22
	.long	.Ldebug_loc5
	.long	.Linfo_string113
	.byte	8
	.byte	1
	.byte	25
	.long	533
	.byte	0
	.byte	0
	.byte	0
	.byte	0
	.byte	0
	.byte	23
	.long	.Linfo_string5
	.byte	7
	.byte	1
	.byte	23
	.long	.Linfo_string10
	.byte	5
	.byte	4
	.byte	23
	.long	.Linfo_string12
	.byte	5
	.byte	8
	.byte	24
	.long	119
	.long	.Linfo_string16
	.long	0
	.byte	23
	.long	.Linfo_string17
	.byte	7
	.byte	4
	.byte	25
	.quad	.Lfunc_begin2
	.long	.Lfunc_end2-.Lfunc_begin2
	.byte	1
	.byte	87
	.long	151
	.byte	6
	.byte	1
	.byte	85
	.long	.Linfo_string24
	.byte	1
	.byte	10
	.long	540
	.byte	26
	.byte	2
	.long	.Linfo_string107
	.byte	1
	.byte	10
	.long	553
	.byte	0
	.byte	2
	.long	.Linfo_string18
	.byte	2
	.long	.Linfo_string19
	.byte	2
	.long	.Linfo_string20
	.byte	2
	.long	.Linfo_string21
	.byte	27
	.long	.Linfo_string22
	.long	.Linfo_string23
	.byte	2
	.byte	105
	.long	526
	.byte	1
	.byte	28
	.long	.Linfo_string24
	.byte	2
	.byte	105
	.long	526
	.byte	28
	.long	.Linfo_string25
	.byte	2
	.byte	105
	.long	526
	.byte	0
	.byte	0
	.byte	0
	.byte	0
	.byte	2
	.long	.Linfo_string27
	.byte	2
	.long	.Linfo_string36
	.byte	7
	.long	.Linfo_string105
	.byte	24
	.byte	1
	.byte	8
	.byte	8
	.long	.Linfo_string37
	.long	1388
	.byte	8
	.byte	0
	.byte	3
	.byte	8
	.long	.Linfo_string89
	.long	1602
	.byte	8
	.byte	8
	.byte	3
	.byte	8
	.long	.Linfo_string102
	.long	1684
	.byte	1
	.byte	16
	.byte	3
	.byte	8
	.long	.Linfo_string104
	.long	1684
	.byte	1
	.byte	17
	.byte	3
	.byte	0
	.byte	0
	.byte	2
	.long	.Linfo_string89
	.byte	7
	.long	.Linfo_string100
	.byte	24
	.byte	1
	.byte	8
	.byte	8
	.long	.Linfo_string90
	.long	1166
	.byte	8
	.byte	0
	.byte	3
	.byte	8
	.long	.Linfo_string95
	.long	553
	.byte	4
	.byte	16
	.byte	3
	.byte	8
	.long	.Linfo_string96
	.long	553
	.byte	4
	.byte	20
	.byte	3
	.byte	8
	.long	.Linfo_string97
	.long	1355
	.byte	1
	.byte	24
	.byte	3
	.byte	0
	.byte	0
	.byte	0
	.byte	2
	.long	.Linfo_string38
	.byte	7
	.long	.Linfo_string87
	.byte	16
	.byte	1
	.byte	8
	.byte	8
	.long	.Linfo_string39
	.long	1076
	.byte	8
	.byte	0
	.byte	3
	.byte	8
	.long	.Linfo_string45
	.long	1106
	.byte	8
	.byte	8
	.byte	3
	.byte	0
	.byte	2
	.long	.Linfo_string46
	.byte	7
	.long	.Linfo_string84
	.byte	16
	.byte	1
	.byte	8
	.byte	8
	.long	.Linfo_string47
	.long	863
	.byte	8
	.byte	0
	.byte	3
	.byte	0
	.byte	7
	.long	.Linfo_string83
	.byte	16
	.byte	3
	.byte	8
	.byte	29
	.long	876
	.byte	30
	.long	1414
	.byte	8
	.byte	0

	.byte	31
	.byte	32
	.long	.Linfo_string49
	.long	911
	.byte	8
	.byte	0
	.byte	0
	.byte	33
	.byte	0
	.byte	32
	.long	.Linfo_string82
	.long	956
	.byte	8
	.byte	0
	.byte	0
	.byte	0
	.byte	7
	.long	.Linfo_string49
	.byte	16
	.byte	3
	.byte	8
	.byte	8
	.long	.Linfo_string50
	.long	1136
	.byte	8
	.byte	0
	.byte	3
	.byte	8
	.long	.Linfo_string54
	.long	1441
	.byte	8
	.byte	8
	.byte	3
	.byte	8
	.long	.Linfo_string78
	.long	1337
	.byte	1
	.byte	16
	.byte	3
	.byte	0
	.byte	7
	.long	.Linfo_string82
	.byte	16
	.byte	3
	.byte	8
	.byte	8
	.long	.Linfo_string59
	.long	1483
	.byte	2
	.byte	8
	.byte	3
	.byte	0
	.byte	0
	.byte	0
	.byte	34
	.long	.Linfo_string57
	.byte	0
	.byte	1
	.byte	1
	.byte	7
	.long	.Linfo_string75
	.byte	24
	.byte	1
	.byte	8
	.byte	8
	.long	.Linfo_string62
	.long	1020
	.byte	4
	.byte	16
	.byte	3
	.byte	8
	.long	.Linfo_string68
	.long	1490
	.byte	8
	.byte	0
	.byte	3
	.byte	0
	.byte	7
	.long	.Linfo_string67
	.byte	8
	.byte	1
	.byte	4
	.byte	8
	.long	.Linfo_string63
	.long	553
	.byte	4
	.byte	0
	.byte	3
	.byte	8
	.long	.Linfo_string64
	.long	1483
	.byte	2
	.byte	4
	.byte	3
	.byte	8
	.long	.Linfo_string66
	.long	1483
	.byte	2
	.byte	6
	.byte	3
	.byte	0
	.byte	0
	.byte	2
	.long	.Linfo_string40
	.byte	2
	.long	.Linfo_string41
	.byte	7
	.long	.Linfo_string44
	.byte	8
	.byte	1
	.byte	8
	.byte	13
	.long	519
	.long	.Linfo_string30
	.byte	8
	.long	.Linfo_string42
	.long	1401
	.byte	8
	.byte	0
	.byte	3
	.byte	0
	.byte	7
	.long	.Linfo_string86
	.byte	8
	.byte	1
	.byte	8
	.byte	13
	.long	842
	.long	.Linfo_string30
	.byte	8
	.long	.Linfo_string42
	.long	1589
	.byte	8
	.byte	0
	.byte	3
	.byte	0
	.byte	7
	.long	.Linfo_string53
	.byte	8
	.byte	1
	.byte	8
	.byte	13
	.long	1421
	.long	.Linfo_string30
	.byte	8
	.long	.Linfo_string42
	.long	1428
	.byte	8
	.byte	0
	.byte	3
	.byte	0
	.byte	7
	.long	.Linfo_string94
	.byte	16
	.byte	1
	.byte	8
	.byte	13
	.long	519
	.long	.Linfo_string30
	.byte	8
	.long	.Linfo_string42
	.long	1615
	.byte	8
	.byte	0
	.byte	3
	.byte	0
	.byte	0
	.byte	0
	.byte	2
	.long	.Linfo_string55
	.byte	7
	.long	.Linfo_string61
	.byte	1
	.byte	1
	.byte	1
	.byte	29
	.long	1216
	.byte	30
	.long	519
	.byte	1
	.byte	0

	.byte	33
	.byte	0
	.byte	32
	.long	.Linfo_string56
	.long	1252
	.byte	1
	.byte	0
	.byte	0
	.byte	33
	.byte	1
	.byte	32
	.long	.Linfo_string60
	.long	1291
	.byte	1
	.byte	0
	.byte	0
	.byte	0
	.byte	7
	.long	.Linfo_string56
	.byte	1
	.byte	1
	.byte	1
	.byte	13
	.long	1421
	.long	.Linfo_string30
	.byte	13
	.long	979
	.long	.Linfo_string58
	.byte	8
	.long	.Linfo_string59
	.long	1421
	.byte	1
	.byte	1
	.byte	1
	.byte	0
	.byte	7
	.long	.Linfo_string60
	.byte	1
	.byte	1
	.byte	1
	.byte	13
	.long	1421
	.long	.Linfo_string30
	.byte	13
	.long	979
	.long	.Linfo_string58
	.byte	8
	.long	.Linfo_string59
	.long	979
	.byte	1
	.byte	1
	.byte	1
	.byte	0
	.byte	0
	.byte	0
	.byte	2
	.long	.Linfo_string79
	.byte	7
	.long	.Linfo_string81
	.byte	0
	.byte	1
	.byte	1
	.byte	13
	.long	1576
	.long	.Linfo_string30
	.byte	0
	.byte	7
	.long	.Linfo_string99
	.byte	0
	.byte	1
	.byte	1
	.byte	13
	.long	1654
	.long	.Linfo_string30
	.byte	0
	.byte	0
	.byte	0
	.byte	24
	.long	677
	.long	.Linfo_string106
	.long	0
	.byte	24
	.long	804
	.long	.Linfo_string88
	.long	0
	.byte	24
	.long	519
	.long	.Linfo_string43
	.long	0
	.byte	23
	.long	.Linfo_string48
	.byte	7
	.byte	8
	.byte	23
	.long	.Linfo_string51
	.byte	7
	.byte	0
	.byte	24
	.long	1421
	.long	.Linfo_string52
	.long	0
	.byte	24
	.long	1454
	.long	.Linfo_string77
	.long	0
	.byte	35
	.long	1203
	.byte	10
	.long	1136
	.byte	10
	.long	1470
	.byte	0
	.byte	24
	.long	987
	.long	.Linfo_string76
	.long	0
	.byte	23
	.long	.Linfo_string65
	.byte	7
	.byte	2
	.byte	36
	.long	.Linfo_string74
	.byte	16
	.byte	8
	.byte	32
	.long	.Linfo_string42
	.long	1520
	.byte	8
	.byte	0
	.byte	32
	.long	.Linfo_string70
	.long	1536
	.byte	8
	.byte	8
	.byte	0
	.byte	37
	.long	1529
	.long	0
	.byte	38
	.long	.Linfo_string69
	.byte	0
	.byte	1
	.byte	24
	.long	1549
	.long	.Linfo_string73
	.long	0
	.byte	39
	.long	1562
	.byte	40
	.long	1569
	.byte	0
	.byte	6
	.byte	0
	.byte	23
	.long	.Linfo_string71
	.byte	7
	.byte	8
	.byte	41
	.long	.Linfo_string72
	.byte	8
	.byte	7
	.byte	24
	.long	1421
	.long	.Linfo_string80
	.long	0
	.byte	24
	.long	842
	.long	.Linfo_string85
	.long	0
	.byte	24
	.long	740
	.long	.Linfo_string101
	.long	0
	.byte	36
	.long	.Linfo_string93
	.byte	16
	.byte	8
	.byte	32
	.long	.Linfo_string91
	.long	1645
	.byte	8
	.byte	0
	.byte	32
	.long	.Linfo_string92
	.long	1562
	.byte	8
	.byte	8
	.byte	0
	.byte	37
	.long	519
	.long	0
	.byte	36
	.long	.Linfo_string98
	.byte	16
	.byte	8
	.byte	32
	.long	.Linfo_string91
	.long	1645
	.byte	8
	.byte	0
	.byte	32
	.long	.Linfo_string92
	.long	1562
	.byte	8
	.byte	8
	.byte	0
	.byte	23
	.long	.Linfo_string103
	.byte	2
	.byte	1
	.byte	0
.Ldebug_info_end0:
	.section	.text._RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind,"ax",@progbits
.Lsec_end0:
	.section	.text._ZN4rust6shapes4make17h11899b2ef46e0e4dE,"ax",@progbits
.Lsec_end1:
	.section	.text._ZN4rust6shapes5Point4area17h9049f6493310bf57E,"ax",@progbits
.Lsec_end2:
	.section	.text._ZN4rust6shapes5twice17h2909b8857521f5efE,"ax",@progbits
.Lsec_end3:
	.section	.text._ZN4rust6shapes7measure17h556b841713916c28E,"ax",@progbits
.Lsec_end4:
	.section	.text.main,"ax",@progbits
.Lsec_end5:
	.section	.debug_aranges,"",@progbits
	.long	124
	.short	2
	.long	.Lcu_begin0
	.byte	8
	.byte	0
	.zero	4,255
	.quad	.Lfunc_begin0
	.quad	.Lsec_end0-.Lfunc_begin0
	.quad	.Lfunc_begin1
	.quad	.Lsec_end1-.Lfunc_begin1
	.quad	.Lfunc_begin2
	.quad	.Lsec_end2-.Lfunc_begin2
	.quad	.Lfunc_begin3
	.quad	.Lsec_end3-.Lfunc_begin3
	.quad	.Lfunc_begin4
	.quad	.Lsec_end4-.Lfunc_begin4
	.quad	.Lfunc_begin5
	.quad	.Lsec_end5-.Lfunc_begin5
	.quad	0
	.quad	0
	.section	.debug_ranges,"",@progbits
.Ldebug_ranges0:
	.quad	.Lfunc_begin0
	.quad	.Lfunc_end0
	.quad	.Lfunc_begin1
	.quad	.Lfunc_end1
	.quad	.Lfunc_begin2
	.quad	.Lfunc_end2
	.quad	.Lfunc_begin3
	.quad	.Lfunc_end3
	.quad	.Lfunc_begin4
	.quad	.Lfunc_end4
	.quad	.Lfunc_begin5
	.quad	.Lfunc_end5
	.quad	0
	.quad	0
	.section	.debug_str,"MS",@progbits,1
.Linfo_string0:
	.asciz	"clang LLVM (rustc version 1.95.0 (59807616e 2026-04-14))"
.Linfo_string1:
	.asciz	"rust.rs/@/rust.97d28b41381f583a-cgu.0"
.Linfo_string2:
	.asciz	"."
.Linfo_string3:
	.asciz	"rust"
.Linfo_string4:
	.asciz	"shapes"
.Linfo_string5:
	.asciz	"u8"
.Linfo_string6:
	.asciz	"Small"
.Linfo_string7:
	.asciz	"Large"
.Linfo_string8:
	.asciz	"Kind"
.Linfo_string9:
	.asciz	"x"
.Linfo_string10:
	.asciz	"i32"
.Linfo_string11:
	.asciz	"y"
.Linfo_string12:
	.asciz	"i64"
.Linfo_string13:
	.asciz	"Point"
.Linfo_string14:
	.asciz	"_ZN4rust6shapes5Point4area17h9049f6493310bf57E"
.Linfo_string15:
	.asciz	"area"
.Linfo_string16:
	.asciz	"&rust::shapes::Point"
.Linfo_string17:
	.asciz	"u32"
.Linfo_string18:
	.asciz	"core"
.Linfo_string19:
	.asciz	"ops"
.Linfo_string20:
	.asciz	"arith"
.Linfo_string21:
	.asciz	"{impl#9}"
.Linfo_string22:
	.asciz	"_RNvXs7_NtNtCsgEmfK2I1SDS_4core3ops5arithlNtB5_3Add3add"
.Linfo_string23:
	.asciz	"add"
.Linfo_string24:
	.asciz	"self"
.Linfo_string25:
	.asciz	"other"
.Linfo_string26:
	.asciz	"_RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind"
.Linfo_string27:
	.asciz	"panic"
.Linfo_string28:
	.asciz	"_ZN4rust6shapes4make17h11899b2ef46e0e4dE"
.Linfo_string29:
	.asciz	"make"
.Linfo_string30:
	.asciz	"T"
.Linfo_string31:
	.asciz	"_ZN4rust6shapes5twice17h2909b8857521f5efE"
.Linfo_string32:
	.asciz	"twice<i32>"
.Linfo_string33:
	.asciz	"_ZN4rust6shapes7measure17h556b841713916c28E"
.Linfo_string34:
	.asciz	"measure"
.Linfo_string35:
	.asciz	"main"
.Linfo_string36:
	.asciz	"panic_info"
.Linfo_string37:
	.asciz	"message"
.Linfo_string38:
	.asciz	"fmt"
.Linfo_string39:
	.asciz	"template"
.Linfo_string40:
	.asciz	"ptr"
.Linfo_string41:
	.asciz	"non_null"
.Linfo_string42:
	.asciz	"pointer"
.Linfo_string43:
	.asciz	"*const u8"
.Linfo_string44:
	.asciz	"NonNull<u8>"
.Linfo_string45:
	.asciz	"args"
.Linfo_string46:
	.asciz	"rt"
.Linfo_string47:
	.asciz	"ty"
.Linfo_string48:
	.asciz	"u64"
.Linfo_string49:
	.asciz	"Placeholder"
.Linfo_string50:
	.asciz	"value"
.Linfo_string51:
	.asciz	"()"
.Linfo_string52:
	.asciz	"*const ()"
.Linfo_string53:
	.asciz	"NonNull<()>"
.Linfo_string54:
	.asciz	"formatter"
.Linfo_string55:
	.asciz	"result"
.Linfo_string56:
	.asciz	"Ok"
.Linfo_string57:
	.asciz	"Error"
.Linfo_string58:
	.asciz	"E"
.Linfo_string59:
	.asciz	"__0"
.Linfo_string60:
	.asciz	"Err"
.Linfo_string61:
	.asciz	"Result<(), core::fmt::Error>"
.Linfo_string62:
	.asciz	"options"
.Linfo_string63:
	.asciz	"flags"
.Linfo_string64:
	.asciz	"width"
.Linfo_string65:
	.asciz	"u16"
.Linfo_string66:
	.asciz	"precision"
.Linfo_string67:
	.asciz	"FormattingOptions"
.Linfo_string68:
	.asciz	"buf"
.Linfo_string69:
	.asciz	"dyn core::fmt::Write"
.Linfo_string70:
	.asciz	"vtable"
.Linfo_string71:
	.asciz	"usize"
.Linfo_string72:
	.asciz	"__ARRAY_SIZE_TYPE__"
.Linfo_string73:
	.asciz	"&[usize; 6]"
.Linfo_string74:
	.asciz	"&mut dyn core::fmt::Write"
.Linfo_string75:
	.asciz	"Formatter"
.Linfo_string76:
	.asciz	"&mut core::fmt::Formatter"
.Linfo_string77:
	.asciz	"unsafe fn(core::ptr::non_null::NonNull<()>, &mut core::fmt::Formatter) -> core::result::Result<(), core::fmt::Error>"
.Linfo_string78:
	.asciz	"_lifetime"
.Linfo_string79:
	.asciz	"marker"
.Linfo_string80:
	.asciz	"&()"
.Linfo_string81:
	.asciz	"PhantomData<&()>"
.Linfo_string82:
	.asciz	"Count"
.Linfo_string83:
	.asciz	"ArgumentType"
.Linfo_string84:
	.asciz	"Argument"
.Linfo_string85:
	.asciz	"*const core::fmt::rt::Argument"
.Linfo_string86:
	.asciz	"NonNull<core::fmt::rt::Argument>"
.Linfo_string87:
	.asciz	"Arguments"
.Linfo_string88:
	.asciz	"&core::fmt::Arguments"
.Linfo_string89:
	.asciz	"location"
.Linfo_string90:
	.asciz	"filename"
.Linfo_string91:
	.asciz	"data_ptr"
.Linfo_string92:
	.asciz	"length"
.Linfo_string93:
	.asciz	"*const str"
.Linfo_string94:
	.asciz	"NonNull<str>"
.Linfo_string95:
	.asciz	"line"
.Linfo_string96:
	.asciz	"col"
.Linfo_string97:
	.asciz	"_filename"
.Linfo_string98:
	.asciz	"&str"
.Linfo_string99:
	.asciz	"PhantomData<&str>"
.Linfo_string100:
	.asciz	"Location"
.Linfo_string101:
	.asciz	"&core::panic::location::Location"
.Linfo_string102:
	.asciz	"can_unwind"
.Linfo_string103:
	.asciz	"bool"
.Linfo_string104:
	.asciz	"force_no_backtrace"
.Linfo_string105:
	.asciz	"PanicInfo"
.Linfo_string106:
	.asciz	"&core::panic::panic_info::PanicInfo"
.Linfo_string107:
	.asciz	"scale"
.Linfo_string108:
	.asciz	"point"
.Linfo_string109:
	.asciz	"kind"
.Linfo_string110:
	.asciz	"flag"
.Linfo_string111:
	.asciz	"text"
.Linfo_string112:
	.asciz	"count"
.Linfo_string113:
	.asciz	"sum"
	.ident	"rustc version 1.95.0 (59807616e 2026-04-14)"
	.section	".note.GNU-stack","",@progbits
	.section	.debug_line,"",@progbits
.Lline_table_start0:
