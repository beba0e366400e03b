/*
 * What the parts of the probe share: names below the report directory, rows as the kernel's log has them, and the provider's
 * knobs, which whoever started the probe turns.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLENTY 70000

/* The alphabet over and over, and what somebody else writes. */
extern char nonce[64], foreign[PLENTY];
/* What was read last. */
extern char out[PLENTY];

/* A path below the report directory. The last eight stay good. */
const char *at(const char *name);

/* The text of a result: a number, or -1 and the error's name. The last eight stay good. */
const char *text(long result);
void row(const char *name, const char *format, ...);
/* A row with the result of a call, which has just been made. */
#define TRY(name, call) row(name, "%s", text((errno = 0, (long)(call))))
void note(const char *format, ...);
void section(const char *name);

/* Opens, reads in pieces to the end, closes. Returns the bytes in out, or -1. */
long readIn(const char *name, char *to, size_t piece);
long readAll(const char *name);
long generation(const char *entry);
void rowGeneration(const char *name);
/* Opens, writes once, closes. */
void put(const char *name, const void *bytes, size_t length);
void rowWrite(const char *rowName, const char *name, const void *bytes, size_t length);

/* Turns a knob of the provider, or asks for its number of calls. Returns the answer. */
long knob(const char *name, const char *value);
long calls(void);

/* The sections, in files of their own. */
void directories(void);
void openModes(void);
void inblobWrites(void);
void reads(void);
void failures(void);
void textAttributes(void);
void twoEntries(void);
void concurrency(void);
void removal(void);
void howMany(void);
void anotherUser(void);
void providerGoes(void);
