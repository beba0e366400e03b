/*
 * The truth table of configfs-tsm: `probe REPORT` makes some 250 calls on a report directory and prints what comes of each, in
 * the words of the kernel's log. Lines that begin with ? turn a knob of the provider; the answer, a number, comes in by stdin.
 */
#include "probe.h"
#include <stdarg.h>

static const char *report = "/sys/kernel/config/tsm/report";
char nonce[64], foreign[PLENTY], out[PLENTY];

const char *at(const char *name)
{
	static _Thread_local char paths[8][512];
	static _Thread_local unsigned next;
	char *path = paths[next++ & 7];

	snprintf(path, sizeof(paths[0]), "%s/%s", report, name);
	return path;
}

const char *text(long result)
{
	static _Thread_local char texts[8][64];
	static _Thread_local unsigned next;
	char *words = texts[next++ & 7];

	if (result < 0)
		snprintf(words, sizeof(texts[0]), "-1 %s", strerrorname_np(errno));
	else
		snprintf(words, sizeof(texts[0]), "%ld", result);
	return words;
}

void row(const char *name, const char *format, ...)
{
	char result[512];
	va_list rest;

	va_start(rest, format);
	vsnprintf(result, sizeof(result), format, rest);
	va_end(rest);
	printf("T| %-58s | %s\n", name, result);
}

void note(const char *format, ...)
{
	char words[512];
	va_list rest;

	va_start(rest, format);
	vsnprintf(words, sizeof(words), format, rest);
	va_end(rest);
	printf("   %s\n", words);
}

void section(const char *name)
{
	printf("== %s\n", name);
}

long readIn(const char *name, char *to, size_t piece)
{
	int file = open(at(name), O_RDONLY);
	long got = -1, length = 0;

	if (file < 0)
		return -1;
	do {
		size_t room = PLENTY - length;

		got = read(file, to + length, piece < room ? piece : room);
		length += got > 0 ? got : 0;
	} while (got > 0 && length < PLENTY);
	if (got < 0) {
		int error = errno;

		close(file);
		errno = error;
		return -1;
	}
	close(file);
	return length;
}

long readAll(const char *name)
{
	return readIn(name, out, PLENTY);
}

long generation(const char *entry)
{
	char name[64], digits[PLENTY] = { 0 };

	snprintf(name, sizeof(name), "%s/generation", entry);
	return readIn(name, digits, 63) > 0 ? atol(digits) : -1;
}

void rowGeneration(const char *name)
{
	row(name, "generation=%ld", generation("r0"));
}

void put(const char *name, const void *bytes, size_t length)
{
	int file = open(at(name), O_WRONLY);

	if (file < 0 || write(file, bytes, length) < 0)
		fprintf(stderr, "%s: %s\n", name, text(-1));
	close(file);
}

void rowWrite(const char *rowName, const char *name, const void *bytes, size_t length)
{
	int file = open(at(name), O_WRONLY);
	const char *written = text((errno = 0, write(file, bytes, length)));

	row(rowName, "write %s close %s", written, text((errno = 0, close(file))));
}

long knob(const char *name, const char *value)
{
	char answer[64];

	printf("? %s %s\n", name, value);
	fflush(stdout);
	return fgets(answer, sizeof(answer), stdin) ? atol(answer) : -1;
}

long calls(void)
{
	return knob("calls", "");
}

static void noProvider(void)
{
	struct stat st;

	stat(at("."), &st);
	printf("L| %-26s mode %o size %ld nlink %ld blk %ld d_type 4 uid %d\n", "report", st.st_mode, (long)st.st_size,
	       (long)st.st_nlink, (long)st.st_blksize, st.st_uid);
	TRY("no provider: mkdir r0", mkdir(at("r0"), 0755));
	TRY("no provider: rmdir absent", rmdir(at("r0")));
	TRY("no provider: mkdir in /sys/kernel/config/tsm", mkdir(at("../x"), 0755));
	TRY("no provider: open(report/f, O_CREAT)", open(at("f"), O_CREAT | O_WRONLY, 0644));
	TRY("no provider: rmdir report (default group)", rmdir(report));
}

int main(int argc, char **argv)
{
	void (*const parts[])(void) = { directories, openModes, inblobWrites, reads, failures, textAttributes, twoEntries,
					concurrency, removal, howMany, anotherUser, providerGoes };

	if (argc > 1)
		report = argv[1];
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < 64; i++)
		nonce[i] = 'A' + i % 26;
	memset(foreign, 'z', sizeof(foreign));
	noProvider();
	knob("register", "0");
	for (unsigned i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		parts[i]();
	puts("uptime at end");
	return 0;
}
