/* Text attributes, several entries and threads, and what goes away. */
#include "probe.h"
#include <dirent.h>
#include <pthread.h>
#include <time.h>

/* A value as the log shows it. */
static void rowText(const char *attribute, const char *value)
{
	char path[64], shown[64] = "", name[160];
	long before = generation("r0"), written;
	int file;

	for (const char *c = value; *c; c++)
		snprintf(shown + strlen(shown), sizeof(shown) - strlen(shown), *c == '\n' ? "\\n" : "%c", *c);
	snprintf(path, sizeof(path), "r0/%s", attribute);
	file = open(at(path), O_WRONLY);
	errno = 0;
	written = write(file, value, strlen(value));
	snprintf(name, sizeof(name), "write %s '%s'", attribute, shown);
	row(name, "%s gen%+ld", text(written), generation("r0") - before);
	close(file);
}

void textAttributes(void)
{
	static const char *const values[][2] = {
		{ "privlevel", "0" }, { "privlevel", "1\n" }, { "privlevel", "3" }, { "privlevel", "4" },
		{ "privlevel", "-1" }, { "privlevel", "0x2" }, { "privlevel", "abc" }, { "privlevel", "" },
		{ "privlevel", " 1" }, { "privlevel", "1 " }, { "privlevel", "1\n\n" }, { "privlevel", "99999999999" },
		{ "service_provider", "svsm" }, { "service_provider", "svsm\n" }, { "service_provider", "" },
		{ "service_provider", "\n" },
		{ "service_guid", "c476f1eb-0123-45a5-9641-b4e7dde5bfe3" },
		{ "service_guid", "c476f1eb-0123-45a5-9641-b4e7dde5bfe3\n" },
		{ "service_guid", "{c476f1eb-0123-45a5-9641-b4e7dde5bfe3}" },
		{ "service_guid", "nonsense" }, { "service_guid", "c476f1eb" }, { "service_guid", "" },
		{ "service_manifest_version", "1" }, { "service_manifest_version", "x" },
	};
	char page[4096];
	long before;
	int file;

	section("text attributes");
	for (unsigned i = 0; i < sizeof(values) / sizeof(*values); i++)
		rowText(values[i][0], values[i][1]);
	file = open(at("r0/privlevel"), O_WRONLY);
	before = generation("r0");
	TRY("privlevel '1' then '2' on one fd: 1st", write(file, "1", 1));
	note("gen%+ld (text takes effect at write, not at close)", generation("r0") - before);
	TRY("   2nd", write(file, "2", 1));
	TRY("   pwrite '3' off 10", pwrite(file, "3", 1, 10));
	close(file);
	note("gen%+ld", generation("r0") - before);
	TRY("outblob after them", readAll("r0/outblob"));
	note("'%.28s'", out);
	memset(page, 'v', sizeof(page));
	file = open(at("r0/service_provider"), O_WRONLY);
	TRY("service_provider of 4095", write(file, page, 4095));
	TRY("   of 4096 (kernel takes 4095)", write(file, page, 4096));
	close(file);
	put("r0/service_provider", "\n", 1);
}

void twoEntries(void)
{
	section("two entries");
	mkdir(at("r1"), 0755);
	put("r1/inblob", foreign, 64);
	put("r0/inblob", nonce, 64);
	TRY("r1 outblob", readAll("r1/outblob"));
	note("in='%.4s'", out + 32);
	row("r1 generation is its own", "generation=%ld", generation("r1"));
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void *threadRead(void *name)
{
	char *bytes = calloc(1, PLENTY), title[64];
	double start = now();
	const char *result = text((errno = 0, readIn("r0/outblob", bytes, PLENTY)));

	snprintf(title, sizeof(title), "  thread %s outblob", (char *)name);
	row(title, "%s after %.1fs '%.20s'", result, now() - start, bytes);
	free(bytes);
	return NULL;
}

static void *threadGeneration(void *entry)
{
	char digits[PLENTY], path[64], title[128];
	double start = now();
	const char *result;

	snprintf(path, sizeof(path), "%s/generation", (char *)entry);
	result = text((errno = 0, readIn(path, digits, 63)));
	snprintf(title, sizeof(title), "  thread %s during report_new", path);
	row(title, "%s after %.1fs", result, now() - start);
	return NULL;
}

static void *threadMkdir(void *unused)
{
	double start = now();
	const char *result = text((errno = 0, mkdir(at("rX"), 0755)));

	row("  thread mkdir other entry during report_new", "%s after %.1fs", result, now() - start);
	rmdir(at("rX"));
	return unused;
}

static void *threadRmdir(void *unused)
{
	double start = now();
	const char *result = text((errno = 0, rmdir(at("r0"))));

	row("  thread rmdir r0 during report_new", "%s after %.1fs", result, now() - start);
	return unused;
}

void concurrency(void)
{
	pthread_t threads[5];
	double start;
	long before;

	section("concurrency: report_new takes 2 s");
	knob("delay", "2000");
	put("r0/inblob", nonce, 64);
	before = calls();
	pthread_create(threads, NULL, threadRead, "A");
	usleep(200000);
	pthread_create(threads + 1, NULL, threadRead, "B");
	pthread_create(threads + 2, NULL, threadGeneration, "r0");
	pthread_create(threads + 3, NULL, threadGeneration, "r1");
	pthread_create(threads + 4, NULL, threadMkdir, NULL);
	usleep(200000);
	start = now();
	rowWrite("   write inblob while report_new runs", "r0/inblob", foreign, 64);
	note("write+close took %.1fs", now() - start);
	for (int i = 0; i < 5; i++)
		pthread_join(threads[i], NULL);
	note("report_new calls %ld", calls() - before);
	put("r0/inblob", nonce, 64);
	pthread_create(threads, NULL, threadRead, "A");
	usleep(200000);
	pthread_create(threads + 1, NULL, threadRmdir, NULL);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	knob("delay", "0");
}

void removal(void)
{
	int started, inblob, unread, counter, level;

	section("rmdir with open files");
	mkdir(at("r0"), 0755);
	put("r0/inblob", nonce, 64);
	started = open(at("r0/outblob"), O_RDONLY);
	inblob = open(at("r0/inblob"), O_WRONLY);
	unread = open(at("r0/outblob"), O_RDONLY);
	counter = open(at("r0/generation"), O_RDONLY);
	level = open(at("r0/privlevel"), O_WRONLY);
	if (read(started, out, 4) != 4)
		return;
	TRY("rmdir while fds are open", rmdir(at("r0")));
	TRY("   rest of a started outblob read", read(started, out, 4096));
	TRY("   first read on another old outblob fd", read(unread, out, 4096));
	TRY("   old generation fd", read(counter, out, 100));
	TRY("   write to old inblob fd", write(inblob, nonce, 64));
	TRY("   close of it", close(inblob));
	TRY("   write to old privlevel fd", write(level, "1", 1));
	close(started);
	close(unread);
	close(counter);
	close(level);
	TRY("mkdir r0 again: generation restarts", mkdir(at("r0"), 0755));
	rowGeneration("   ");
	rmdir(at("r0"));
	if (chdir(at("r1")))
		return;
	TRY("rmdir of somebody's cwd", rmdir(at("r1")));
	if (chdir("/"))
		return;
	TRY("rmdir absent", rmdir(at("r1")));
}

void howMany(void)
{
	char name[32];
	int made = 0;

	section("how many entries");
	for (; made < 2000; made++) {
		snprintf(name, sizeof(name), "m%d", made);
		if (mkdir(at(name), 0755))
			break;
	}
	row("mkdir in a loop, asked 2000", "%d made, %s", made, made < 2000 ? text(-1) : "no limit met");
	while (made-- > 0) {
		snprintf(name, sizeof(name), "m%d", made);
		rmdir(at(name));
	}
}

void anotherUser(void)
{
	section("as another user");
	mkdir(at("r0"), 0755);
	if (setegid(1000) || seteuid(1000))
		return;
	TRY("uid 1000: mkdir", mkdir(at("u"), 0755));
	TRY("uid 1000: open inblob W", open(at("r0/inblob"), O_WRONLY));
	TRY("uid 1000: open outblob R", open(at("r0/outblob"), O_RDONLY));
	TRY("uid 1000: open generation R", open(at("r0/generation"), O_RDONLY));
	TRY("uid 1000: opendir r0", open(at("r0"), O_RDONLY | O_DIRECTORY));
	if (seteuid(0))
		return;
	rmdir(at("r0"));
	section("done");
}

/* The shell's part of the log: the driver is unloaded, loaded again, and another one comes. */
void providerGoes(void)
{
	const char *between = "";
	struct dirent *found;
	DIR *directory;

	mkdir(at("r0"), 0755);
	mkdir(at("r1"), 0755);
	put("r1/inblob", nonce, 64);
	printf("prep r1 outblob %ld\n", readAll("r1/outblob"));
	puts("rmmod with entries present:");
	knob("unregister", "");
	TRY("orphan: read provider", readAll("r0/provider"));
	TRY("orphan: read generation", readAll("r0/generation"));
	TRY("orphan: read privlevel_floor", readAll("r0/privlevel_floor"));
	rowWrite("orphan: write inblob 64", "r0/inblob", nonce, 64);
	rowWrite("orphan: write privlevel 1", "r0/privlevel", "1", 1);
	TRY("orphan: read outblob (new nonce)", readAll("r0/outblob"));
	TRY("orphan: read outblob (cached, r1)", readAll("r1/outblob"));
	TRY("orphan: mkdir r2", mkdir(at("r2"), 0755));
	TRY("orphan: rmdir r0", rmdir(at("r0")));
	puts("re-register with r1 still there:");
	printf("rc %ld\n", knob("register", "0"));
	rmdir(at("r1"));
	printf("rc after rmdir %ld\n", knob("register", "0"));
	knob("unregister", "");
	puts("floor=2, svsm=0:");
	knob("register", "2");
	mkdir(at("r0"), 0755);
	directory = opendir(at("r0"));
	while ((found = readdir(directory))) {
		if (found->d_name[0] == '.')
			continue;
		printf("%s%s", between, found->d_name);
		between = "  ";
	}
	closedir(directory);
	puts("");
	for (int level = 1; level <= 3; level++) {
		int file = open(at("r0/privlevel"), O_WRONLY);

		printf("privlevel %d -> %d\n", level, dprintf(file, "%d\n", level) < 0);
		close(file);
	}
	if (readAll("r0/privlevel_floor") > 0)
		printf("%ld\n", atol(out));
}
