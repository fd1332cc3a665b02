// program go: gcc -no-pie -o $OUT $SOURCE
// What Go's compiler makes of such a function: a name with the package's, arguments in registers of its own.
//	type Point struct { x, y int }
//	func add(a int, b int, p *Point) int { return a + b + p.y }
	.file	1 "go.go"
	.text
.Ltext:
	.globl	main.add
	.type	main.add, @function
main.add:
.Ladd:
	.cfi_startproc
	.loc	1 2
	addq	%rbx, %rax
	.loc	1 3
	addq	8(%rcx), %rax
	ret
	.cfi_endproc
.Ladd_end:
	.size	main.add, .-main.add

	.globl	main
	.type	main, @function
main:
	.cfi_startproc
	.loc	1 6
	pushq	%rbx
	.cfi_adjust_cfa_offset 8
	movl	$20, %eax
	movl	$3, %ebx
	leaq	point(%rip), %rcx
	call	main.add
	popq	%rbx
	.cfi_adjust_cfa_offset -8
	xorl	%eax, %eax
	ret
	.cfi_endproc
	.size	main, .-main
.Ltext_end:

	.section .rodata
point:	.quad	7, 8

	.section .debug_abbrev, "", @progbits
.Labbrev:
	.uleb128 1, 0x11		// compile unit
	.byte	1
	.uleb128 0x25, 0x8, 0x13, 0xb, 0x3, 0x8, 0x1b, 0x8	// producer, language, name, directory
	.uleb128 0x11, 0x1, 0x12, 0x7, 0x10, 0x17		// pc, lines
	.uleb128 0, 0
	.uleb128 2, 0x2e		// subprogram
	.byte	1
	.uleb128 0x3, 0x8, 0x11, 0x1, 0x12, 0x1, 0x40, 0x18	// name, pc, frame base
	.uleb128 0x3a, 0xb, 0x3b, 0xb, 0x3f, 0xc		// file, line, external
	.uleb128 0, 0
	.uleb128 3, 0x5			// formal parameter
	.byte	0
	.uleb128 0x3, 0x8, 0x4b, 0xc, 0x3b, 0xb, 0x49, 0x13, 0x2, 0x18	// name, variable, line, type, location
	.uleb128 0, 0
	.uleb128 4, 0x24		// base type
	.byte	0
	.uleb128 0x3, 0x8, 0x3e, 0xb, 0xb, 0xb			// name, encoding, size
	.uleb128 0, 0
	.uleb128 5, 0xf			// pointer type
	.byte	0
	.uleb128 0x3, 0x8, 0x49, 0x13				// name, type
	.uleb128 0, 0
	.uleb128 6, 0x13		// structure type
	.byte	1
	.uleb128 0x3, 0x8, 0xb, 0xb				// name, size
	.uleb128 0, 0
	.uleb128 7, 0xd			// member
	.byte	0
	.uleb128 0x3, 0x8, 0x38, 0xb, 0x49, 0x13		// name, place, type
	.uleb128 0, 0
	.byte	0

	.section .debug_info, "", @progbits
.Linfo:
	.long	.Linfo_end - .Linfo_begin
.Linfo_begin:
	.value	4
	.long	.Labbrev
	.byte	8
	.uleb128 1
	.asciz	"Go cmd/compile go1.22; regabi"
	.byte	0x16
	.asciz	"main"
	.asciz	"."
	.quad	.Ltext
	.quad	.Ltext_end - .Ltext
	.long	.Lline
	.uleb128 2
	.asciz	"main.add"
	.quad	.Ladd, .Ladd_end
	.uleb128 1
	.byte	0x9c			// DW_OP_call_frame_cfa
	.byte	1, 2, 1
	.uleb128 3
	.asciz	"a"
	.byte	0, 2
	.long	.Lint - .Linfo
	.uleb128 1
	.byte	0x50			// rax
	.uleb128 3
	.asciz	"b"
	.byte	0, 2
	.long	.Lint - .Linfo
	.uleb128 1
	.byte	0x53			// rbx
	.uleb128 3
	.asciz	"p"
	.byte	0, 2
	.long	.Lpointer - .Linfo
	.uleb128 1
	.byte	0x52			// rcx
	.uleb128 3
	.asciz	"~r0"
	.byte	1, 2
	.long	.Lint - .Linfo
	.uleb128 0
	.byte	0
.Lint:
	.uleb128 4
	.asciz	"int"
	.byte	5, 8
.Lpointer:
	.uleb128 5
	.asciz	"*main.Point"
	.long	.Lpoint - .Linfo
.Lpoint:
	.uleb128 6
	.asciz	"main.Point"
	.byte	16
	.uleb128 7
	.asciz	"x"
	.byte	0
	.long	.Lint - .Linfo
	.uleb128 7
	.asciz	"y"
	.byte	8
	.long	.Lint - .Linfo
	.byte	0
	.byte	0
.Linfo_end:

	.section .debug_line, "", @progbits
.Lline:
	.section .note.GNU-stack, "", @progbits
