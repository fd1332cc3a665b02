/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * --doc: the manual of a library from the comments in its files. A file begins with a comment that
 * says what it is about; a comment is above each function and alias.
 */
#ifndef STAP_CATALOGUE_DOCUMENT_H
#define STAP_CATALOGUE_DOCUMENT_H

#include "session.h"

/*
 * Writes the manual of the library in @directory, or of the shipped one when that is NULL, into the
 * directory of -o or else here, and says which files: a man page each of functions and aliases, and
 * one HTML page. What has no comment is warned of. Returns false after errors.
 */
bool document_tapset(struct session *session, const char *directory);

#endif
