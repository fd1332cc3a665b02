// program exec32: gcc -m32 -nostdlib -static -o $OUT $SOURCE
// A 32-bit program that executes another: exec32 PROGRAM
	.globl _start
_start:
	movl	$11, %eax		// execve
	movl	8(%esp), %ebx
	leal	8(%esp), %ecx
	xorl	%edx, %edx
	int	$0x80
	movl	$1, %eax		// exit
	movl	$1, %ebx
	int	$0x80
	.section .note.GNU-stack, "", @progbits
