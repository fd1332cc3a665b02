/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STAP_VERSION_H
#define STAP_VERSION_H

#define STAP_VERSION "0.1"
/* What %( systemtap_v … %) compares with: the level of the language scripts may expect. */
#define STAP_LANGUAGE_VERSION "5.0"
/* The kernel's MODULE_NAME_LEN is 64 - sizeof(long), with the NUL. */
#define MODULE_NAME_LENGTH 55

#endif
