/*
 * What a process sees of a mounted report directory by calls that calls.c does not make: `probe REPORT`. Prints a line for
 * each, as the kernel was measured: a section, a name, a result.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *report;

/* A path below the report directory; the last four stay good. */
static const char *at(const char *name)
{
	static char paths[4][512];
	static int next;
	char *path = paths[next++ & 3];

	snprintf(path, sizeof(paths[0]), "%s/%s", report, name);
	return path;
}

static void row(const char *section, const char *name, long result)
{
	if (result < 0)
		printf("%s|%s|-1 %s\n", section, name, strerrorname_np(errno));
	else
		printf("%s|%s|%ld\n", section, name, result);
}

static void listing(void)
{
	DIR *directory = opendir(at("r0"));
	struct dirent *entry;
	struct stat st;

	while ((entry = readdir(directory))) {
		char name[300];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "r0/%s", entry->d_name);
		stat(at(name), &st);
		printf("directories, listing|%s|blk %ld d_type %d uid %d\n", entry->d_name, (long)st.st_blksize,
		       entry->d_type, st.st_uid);
	}
	closedir(directory);
}

static void badAddresses(void)
{
	void *volatile nowhere = (void *)8;
	char bytes[4096];
	int file = open(at("r0/inblob"), O_WRONLY);

	row("inblob writes", "write from a bad address", write(file, nowhere, 64));
	close(file);
	file = open(at("r0/outblob"), O_RDONLY);
	row("reads and the cache", "1st read to a bad address", read(file, nowhere, 64));
	row("reads and the cache", "then a good one, same fd", read(file, bytes, sizeof(bytes)));
	close(file);
}

static void descriptors(void)
{
	const char *section = "reads and the cache";
	int file = open(at("r0/outblob"), O_RDONLY);
	struct pollfd waiting = { file, POLLIN, 0 };
	int ends[2];
	void *mapped;

	if (pipe(ends))
		return;
	row(section, "poll(outblob, POLLIN)", poll(&waiting, 1, 0));
	mapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
	row(section, "mmap outblob", mapped == MAP_FAILED ? -1 : 0);
	row(section, "splice outblob->pipe", splice(file, NULL, ends[1], NULL, 4096, 0));
	row(section, "readahead", readahead(file, 0, 4096));
	row(section, "posix_fadvise (returns errno)", posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL));
	row(section, "fallocate", fallocate(file, 0, 0, 10));
	close(file);
}

int main(int argc, char **argv)
{
	char inblob[64];
	int file;

	report = argc > 1 ? argv[1] : "/sys/kernel/config/tsm/report";
	memset(inblob, 'A', sizeof(inblob));
	row("no provider", "no provider: mkdir in /sys/kernel/config/tsm", mkdir(at("../x"), 0755));
	if (mkdir(at("r0"), 0755))
		return 1;
	file = open(at("r0/inblob"), O_WRONLY);
	if (write(file, inblob, sizeof(inblob)) != sizeof(inblob))
		return 1;
	close(file);
	listing();
	descriptors();
	badAddresses();
	if (chdir(at("r0")))
		return 1;
	row("rmdir with open files", "rmdir of somebody's cwd", rmdir(at("r0")));
	return 0;
}
