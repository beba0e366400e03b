/* Directories, what is in a fresh entry, and in which ways files open. */
#include "probe.h"
#include <dirent.h>

static void list(const char *entry)
{
	DIR *directory = opendir(at(entry));
	struct dirent *found;

	while ((found = readdir(directory))) {
		char name[512];
		struct stat st;

		if (found->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", entry, found->d_name);
		stat(at(name), &st);
		printf("L| %-26s mode %o size %ld nlink %ld blk %ld d_type %d uid %d\n", found->d_name, st.st_mode,
		       (long)st.st_size, (long)st.st_nlink, (long)st.st_blksize, found->d_type, st.st_uid);
	}
	closedir(directory);
}

static void longNames(void)
{
	char name[257];

	memset(name, 0, sizeof(name));
	memset(name, 'n', 255);
	TRY("mkdir name of 255 chars", mkdir(at(name), 0755));
	rmdir(at(name));
	name[255] = 'n';
	TRY("mkdir name of 256 chars", mkdir(at(name), 0755));
}

static void texts(void)
{
	static const char *const names[][2] = { { "provider text (with newline)", "r0/provider" },
						{ "privlevel_floor text", "r0/privlevel_floor" } };

	for (int i = 0; i < 2; i++) {
		long length = readAll(names[i][1]);

		out[length] = 0;
		row(names[i][0], "%ld '%s'", length, out);
	}
}

void directories(void)
{
	struct stat st;

	section("directories");
	TRY("mkdir r0", mkdir(at("r0"), 0700));
	TRY("mkdir r0 again", mkdir(at("r0"), 0755));
	stat(at("r0"), &st);
	row("mode of r0", "%o (asked 0700)", st.st_mode);
	longNames();
	TRY("mkdir r0/sub", mkdir(at("r0/sub"), 0755));
	TRY("creat r0/newfile", open(at("r0/newfile"), O_CREAT | O_WRONLY, 0644));
	TRY("unlink r0/inblob", unlink(at("r0/inblob")));
	TRY("rename r0 r9", rename(at("r0"), at("r9")));
	TRY("rename r0/inblob r0/x", rename(at("r0/inblob"), at("r0/x")));
	TRY("symlink r0/l", symlink("/tmp", at("r0/l")));
	TRY("chmod r0/outblob 0444", chmod(at("r0/outblob"), 0444));
	TRY("truncate(r0/inblob, 0) by path", truncate(at("r0/inblob"), 0));
	TRY("truncate(r0/inblob, 10) by path", truncate(at("r0/inblob"), 10));
	list("r0");
	section("fresh entry");
	rowGeneration("fresh generation");
	texts();
	TRY("read outblob before any inblob", readAll("r0/outblob"));
	TRY("read auxblob before any inblob", readAll("r0/auxblob"));
	TRY("read manifestblob before any inblob", readAll("r0/manifestblob"));
}

/* Opens and closes. Returns "ok", or the error. */
static const char *opened(const char *name, int flags)
{
	int file = open(at(name), flags, 0644);
	const char *result = file < 0 ? text(-1) : "ok";

	if (file >= 0)
		close(file);
	return result;
}

void openModes(void)
{
	static const char *const files[] = { "inblob", "outblob", "auxblob", "manifestblob", "generation", "provider",
					     "privlevel", "privlevel_floor", "service_provider", "service_guid",
					     "service_manifest_version" };
	static const struct {
		const char *name;
		int flags;
	} ways[] = {
		{ "O_TRUNC", O_TRUNC },
		{ "O_CREAT", O_CREAT },
		{ "O_CREAT|O_TRUNC", O_CREAT | O_TRUNC },
		{ "O_CREAT|O_EXCL", O_CREAT | O_EXCL },
		{ "O_APPEND", O_APPEND },
		{ "O_NONBLOCK", O_NONBLOCK },
		{ "O_SYNC", O_SYNC },
		{ "O_DIRECT", O_DIRECT },
		{ "O_NOFOLLOW", O_NOFOLLOW },
		{ "O_DIRECTORY", O_DIRECTORY },
	};
	char name[100];

	section("open modes");
	for (unsigned i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char path[64];

		snprintf(path, sizeof(path), "r0/%s", files[i]);
		snprintf(name, sizeof(name), "open %s RDONLY/WRONLY/RDWR", files[i]);
		row(name, "%s / %s / %s", opened(path, O_RDONLY), opened(path, O_WRONLY), opened(path, O_RDWR));
	}
	for (unsigned i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		snprintf(name, sizeof(name), "open inblob O_WRONLY|%s", ways[i].name);
		row(name, "%s", opened("r0/inblob", O_WRONLY | ways[i].flags));
	}
	row("open outblob O_RDONLY|O_TRUNC", "%s", opened("r0/outblob", O_RDONLY | O_TRUNC));
	row("open outblob O_RDONLY|O_NONBLOCK", "%s", opened("r0/outblob", O_RDONLY | O_NONBLOCK));
	rowGeneration("generation after opening/closing inblob with no write");
}
