// SPDX-License-Identifier: GPL-2.0-only
/* Names of error numbers, as in errno(3) and linux/errno.h. Any context. */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "stap.h"

#define E(name) [name] = #name

static const char *const names[] = {
	E(E2BIG),	    E(EACCES),	     E(EADDRINUSE),
	E(EADDRNOTAVAIL),   E(EADV),	     E(EAFNOSUPPORT),
	E(EAGAIN),	    E(EALREADY),     E(EBADCOOKIE),
	E(EBADE),	    E(EBADF),	     E(EBADFD),
	E(EBADHANDLE),	    E(EBADMSG),	     E(EBADR),
	E(EBADRQC),	    E(EBADSLT),	     E(EBADTYPE),
	E(EBFONT),	    E(EBUSY),	     E(ECANCELED),
	E(ECHILD),	    E(ECHRNG),	     E(ECOMM),
	E(ECONNABORTED),    E(ECONNREFUSED), E(ECONNRESET),
	E(EDEADLK),	    E(EDESTADDRREQ), E(EDOM),
	E(EDOTDOT),	    E(EDQUOT),	     E(EEXIST),
	E(EFAULT),	    E(EFBIG),	     E(EHOSTDOWN),
	E(EHOSTUNREACH),    E(EHWPOISON),    E(EIDRM),
	E(EILSEQ),	    E(EINPROGRESS),  E(EINTR),
	E(EINVAL),	    E(EIO),	     E(EIOCBQUEUED),
	E(EISCONN),	    E(EISDIR),	     E(EISNAM),
	E(EJUKEBOX),	    E(EKEYEXPIRED),  E(EKEYREJECTED),
	E(EKEYREVOKED),	    E(EL2HLT),	     E(EL2NSYNC),
	E(EL3HLT),	    E(EL3RST),	     E(ELIBACC),
	E(ELIBBAD),	    E(ELIBEXEC),     E(ELIBMAX),
	E(ELIBSCN),	    E(ELNRNG),	     E(ELOOP),
	E(EMEDIUMTYPE),	    E(EMFILE),	     E(EMLINK),
	E(EMSGSIZE),	    E(EMULTIHOP),    E(ENAMETOOLONG),
	E(ENAVAIL),	    E(ENETDOWN),     E(ENETRESET),
	E(ENETUNREACH),	    E(ENFILE),	     E(ENOANO),
	E(ENOBUFS),	    E(ENOCSI),	     E(ENODATA),
	E(ENODEV),	    E(ENOENT),	     E(ENOEXEC),
	E(ENOGRACE),	    E(ENOIOCTLCMD),  E(ENOKEY),
	E(ENOLCK),	    E(ENOLINK),	     E(ENOMEDIUM),
	E(ENOMEM),	    E(ENOMSG),	     E(ENONET),
	E(ENOPARAM),	    E(ENOPKG),	     E(ENOPROTOOPT),
	E(ENOSPC),	    E(ENOSR),	     E(ENOSTR),
	E(ENOSYS),	    E(ENOTBLK),	     E(ENOTCONN),
	E(ENOTDIR),	    E(ENOTEMPTY),    E(ENOTNAM),
	E(ENOTRECOVERABLE), E(ENOTSOCK),     E(ENOTSUPP),
	E(ENOTSYNC),	    E(ENOTTY),	     E(ENOTUNIQ),
	E(ENXIO),	    E(EOPENSTALE),   E(EOPNOTSUPP),
	E(EOVERFLOW),	    E(EOWNERDEAD),   E(EPERM),
	E(EPFNOSUPPORT),    E(EPIPE),	     E(EPROTO),
	E(EPROTONOSUPPORT), E(EPROTOTYPE),   E(ERANGE),
	E(ERECALLCONFLICT), E(EREMCHG),	     E(EREMOTE),
	E(EREMOTEIO),	    E(ERESTART),     E(ERESTARTNOHAND),
	E(ERESTARTNOINTR),  E(ERESTARTSYS),  E(ERFKILL),
	E(EROFS),	    E(ESERVERFAULT), E(ESHUTDOWN),
	E(ESOCKTNOSUPPORT), E(ESPIPE),	     E(ESRCH),
	E(ESRMNT),	    E(ESTALE),	     E(ESTRPIPE),
	E(ETIME),	    E(ETIMEDOUT),    E(ETOOMANYREFS),
	E(ETOOSMALL),	    E(ETXTBSY),	     E(EUCLEAN),
	E(EUNATCH),	    E(EUSERS),	     E(EXDEV),
	E(EXFULL),
};

const char *stap_errno_name(int64_t number)
{
	return number > 0 && number < ARRAY_SIZE(names) ? names[number] : NULL;
}
