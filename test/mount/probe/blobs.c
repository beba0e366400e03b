/* What is written to inblob, and what is read of reports. */
#include "probe.h"
#include <poll.h>
#include <sys/mman.h>
#include <sys/uio.h>

/* Memory that is none. */
static void *volatile nowhere = (void *)8;

static void rowReport(const char *name)
{
	memset(out, 0, sizeof(out));
	TRY(name, readAll("r0/outblob"));
}

static void twoWrites(void)
{
	int file = open(at("r0/inblob"), O_WRONLY);
	long second;

	if (write(file, nonce, 32) != 32)
		return;
	rowGeneration("two writes 32+32 on one fd: generation after 1st");
	second = write(file, nonce + 32, 32);
	row("   2nd write", "%s", text(second));
	rowGeneration("   generation before close");
	close(file);
	rowGeneration("   generation after close");
	rowReport("   outblob");
	note("'%.28s' in ok=%d", out, !memcmp(out + 32, nonce, 64));
	file = open(at("r0/inblob"), O_WRONLY);
	TRY("40+40 on one fd: 1st", write(file, nonce, 40));
	TRY("   2nd", write(file, nonce, 40));
	close(file);
	rowReport("   outblob");
	note("'%.28s'", out);
}

static void twoFiles(void)
{
	int first = open(at("r0/inblob"), O_WRONLY), second;

	TRY("two fds writing: fd A write 64 A", write(first, nonce, 64));
	second = open(at("r0/inblob"), O_WRONLY);
	TRY("   fd B write 64 z", write(second, foreign, 64));
	close(second);
	rowGeneration("   closed B");
	close(first);
	rowGeneration("   closed A");
	rowReport("   outblob");
	note("in='%.4s' (last CLOSE wins)", out + 32);
}

static void offsets(void)
{
	int file = open(at("r0/inblob"), O_WRONLY);
	struct iovec pieces[] = { { nonce, 16 }, { nonce, 48 } };
	char byte;

	TRY("pwrite(4 bytes, off 60)", pwrite(file, "WXYZ", 4, 60));
	TRY("   lseek(fd,0,SEEK_SET) on inblob", lseek(file, 0, SEEK_SET));
	TRY("   fsync", fsync(file));
	TRY("   ftruncate 0", ftruncate(file, 0));
	TRY("   read on the write fd", read(file, &byte, 1));
	close(file);
	rowReport("   outblob");
	note("'%.28s' first bytes %02x%02x last '%.4s'", out, out[32], out[33], out + 92);
	file = open(at("r0/inblob"), O_WRONLY);
	TRY("pwrite(8 bytes, off 60)", pwrite(file, "WXYZWXYZ", 8, 60));
	close(file);
	file = open(at("r0/inblob"), O_WRONLY);
	TRY("writev 16+48", writev(file, pieces, 2));
	close(file);
	rowReport("   outblob");
	note("'%.28s'", out);
	file = open(at("r0/inblob"), O_WRONLY | O_APPEND);
	TRY("O_APPEND write 64", write(file, nonce, 64));
	close(file);
	rowReport("   outblob");
}

/* Some calls commit on configfs, and make no request of FUSE: another write does the same, so that later rows can be told. */
static void catchUp(long before, const void *bytes, size_t length)
{
	int file;

	if (generation("r0") > before)
		return;
	file = open(at("r0/inblob"), O_WRONLY);
	if (write(file, bytes, length) < 0 && errno != EFBIG)
		fprintf(stderr, "catching up: %s\n", text(-1));
	close(file);
}

void inblobWrites(void)
{
	static const char zeros[64];
	long before;
	int file, other;

	section("inblob writes");
	rowWrite("write inblob 64", "r0/inblob", nonce, 64);
	rowGeneration(" -> ");
	rowWrite("write inblob 1", "r0/inblob", nonce, 1);
	rowGeneration(" -> ");
	rowReport("   outblob");
	note("'%.28s' in='%.4s'", out, out + 32);
	before = generation("r0");
	rowWrite("write inblob 0 bytes (write(fd,\"\",0))", "r0/inblob", "", 0);
	catchUp(before, foreign, 65);
	rowGeneration(" -> ");
	rowReport("   outblob after the 0-byte write");
	put("r0/inblob", nonce, 64);
	rowGeneration("good 64 again");
	rowWrite("write inblob 65", "r0/inblob", foreign, 65);
	rowGeneration(" -> ");
	rowReport("   outblob after the refused 65-byte write");
	put("r0/inblob", nonce, 64);
	rowWrite("write inblob 70000", "r0/inblob", foreign, PLENTY);
	rowGeneration(" -> ");
	rowReport("   outblob after it");
	twoWrites();
	twoFiles();
	offsets();
	before = generation("r0");
	file = open(at("r0/inblob"), O_WRONLY);
	TRY("write from a bad address", write(file, nowhere, 64));
	close(file);
	catchUp(before, zeros, 64);
	rowGeneration("   generation");
	rowReport("   outblob");
	note("'%.28s' in %02x", out, out[32]);
	file = open(at("r0/inblob"), O_WRONLY);
	other = dup(file);
	if (write(file, nonce, 64) < 0)
		return;
	close(file);
	rowGeneration("dup'ed fd, first close");
	close(other);
	rowGeneration("   last close");
}

static void descriptor(void)
{
	int file = open(at("r0/outblob"), O_RDONLY), ends[2];
	struct pollfd waiting = { file, POLLIN, 0 };
	struct stat st;
	char bytes[4096];
	void *mapped;

	if (pipe(ends))
		return;
	TRY("read(fd, buf, 0)", read(file, bytes, 0));
	TRY("pread(16, off 32)", pread(file, bytes, 16, 32));
	note("'%.4s'", bytes);
	TRY("pread(16, off 90)", pread(file, bytes, 16, 90));
	TRY("pread(16, off 96 = end)", pread(file, bytes, 16, 96));
	TRY("pread(16, off 1000)", pread(file, bytes, 16, 1000));
	TRY("lseek(outblob,0,SEEK_SET)", lseek(file, 0, SEEK_SET));
	TRY("lseek(outblob,0,SEEK_CUR)", lseek(file, 0, SEEK_CUR));
	TRY("lseek(outblob,0,SEEK_END)", lseek(file, 0, SEEK_END));
	TRY("poll(outblob, POLLIN)", poll(&waiting, 1, 0));
	fstat(file, &st);
	row("fstat size of outblob", "%ld", (long)st.st_size);
	mapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
	TRY("mmap outblob", mapped == MAP_FAILED ? -1 : 0);
	TRY("splice outblob->pipe", splice(file, NULL, ends[1], NULL, 4096, 0));
	TRY("readahead", readahead(file, 0, 4096));
	TRY("posix_fadvise (returns errno)", posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL));
	TRY("fallocate", fallocate(file, 0, 0, 10));
	close(file);
	file = open(at("r0/outblob"), O_RDONLY);
	TRY("1st read to a bad address", read(file, nowhere, 64));
	TRY("   then a good one, same fd", read(file, bytes, sizeof(bytes)));
	close(file);
}

static void changes(void)
{
	int file = open(at("r0/generation"), O_RDONLY);
	char bytes[4096] = { 0 };
	struct stat st;
	long first, length = read(file, bytes, 1);

	row("generation in 1-byte reads: 1st", "%ld '%s'", length, bytes);
	TRY("lseek(generation,0,SEEK_SET)", lseek(file, 0, SEEK_SET));
	TRY("lseek(generation,0,SEEK_END)", lseek(file, 0, SEEK_END));
	fstat(file, &st);
	row("fstat size of generation", "%ld", (long)st.st_size);
	length = pread(file, bytes, 63, 0);
	first = atol(bytes);
	put("r0/inblob", nonce, 64);
	memset(bytes, 0, sizeof(bytes));
	length = pread(file, bytes, 63, 0);
	row("generation re-read on ONE fd after a write by another", "%ld then %ld, fresh open %ld", first, atol(bytes),
	    generation("r0"));
	close(file);
	file = open(at("r0/outblob"), O_RDONLY);
	length = read(file, out, 4);
	put("r0/inblob", foreign, 64);
	length = read(file, bytes, sizeof(bytes));
	row("inblob rewritten between two reads of one outblob fd", "%ld more, old nonce kept=%d", length,
	    !memcmp(bytes + 28, nonce, 8));
	close(file);
	file = open(at("r0/outblob"), O_RDONLY);
	put("r0/inblob", nonce, 64);
	length = read(file, out, 4096);
	row("open outblob, then write inblob, then 1st read", "%ld, new nonce=%d", length, !memcmp(out + 32, nonce, 8));
	close(file);
}

void reads(void)
{
	long before;

	section("reads and the cache");
	put("r0/inblob", nonce, 64);
	before = calls();
	TRY("outblob 1st read", readAll("r0/outblob"));
	TRY("outblob 2nd open+read", readAll("r0/outblob"));
	note("report_new calls: %ld", calls() - before);
	TRY("outblob in 7-byte reads (sum)", readIn("r0/outblob", out, 7));
	note("report_new calls: %ld", calls() - before);
	TRY("outblob in 1-byte reads (sum)", readIn("r0/outblob", out, 1));
	descriptor();
	changes();
	TRY("auxblob when the provider gave none", readAll("r0/auxblob"));
	TRY("manifestblob when the provider gave none", readAll("r0/manifestblob"));
	before = calls();
	put("r0/inblob", nonce, 64);
	TRY("auxblob first (before outblob)", readAll("r0/auxblob"));
	note("report_new calls: %ld", calls() - before);
	knob("auxLength", "5000");
	TRY("aux appears only after a new write: cached auxblob", readAll("r0/auxblob"));
	put("r0/inblob", nonce, 64);
	TRY("   after the write", readAll("r0/auxblob"));
	knob("auxLength", "0");
}

void failures(void)
{
	static const char *const lengths[][2] = { { "32768", "outblob of 32768" },
						  { "32769", "outblob of 32769" },
						  { "0", "outblob of 0" } };
	static const char *const errors[] = { "EINVAL", "EIO", "EBUSY", "ETIMEDOUT", "ENXIO",
					      "EAGAIN", "ENOMEM", "EINTR", "ENOTTY" };
	int file;

	section("sizes and failures of report_new");
	for (int i = 0; i < 3; i++) {
		knob("outLength", lengths[i][0]);
		put("r0/inblob", nonce, 64);
		TRY(lengths[i][1], readAll("r0/outblob"));
	}
	knob("outLength", "96");
	for (unsigned i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		char name[64];
		long before;

		knob("failWith", errors[i]);
		put("r0/inblob", nonce, 64);
		snprintf(name, sizeof(name), "report_new fails with %s", errors[i]);
		before = calls();
		TRY(name, readAll("r0/outblob"));
		TRY("   retry, still failing", readAll("r0/outblob"));
		if (i > 0)
			continue;
		TRY("   auxblob", readAll("r0/auxblob"));
		note("report_new calls %ld (no negative cache)", calls() - before);
	}
	file = open(at("r0/outblob"), O_RDONLY);
	TRY("failing, on a kept fd", read(file, out, 4096));
	knob("failWith", "");
	TRY("   then the provider recovers: same fd, no rewrite", read(file, out, 4096));
	close(file);
	rowGeneration("   generation does not move on failures");
}
