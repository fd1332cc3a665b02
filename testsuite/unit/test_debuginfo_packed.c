/* SPDX-License-Identifier: GPL-2.0-only */
/* Packed kernels and modules: each format, a bzImage around it, and whatever bytes in their place.
 */
#include <glob.h>
#include <lz4.h>
#include <lzma.h>
#include <stdint.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include "debuginfo/files/build_id.h"
#include "debuginfo/files/packed_elf.h"
#include "debuginfo/files/unpack.h"
#include "debuginfo/files/vmlinuz.h"
#include "test_debuginfo_fixture.h"

struct bytes {
	unsigned char *data;
	size_t size;
};

static struct arena *arena;
static struct bytes program; /* an ELF file with a section .BTF */

static struct bytes read_bytes(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct bytes bytes = { 0 };

	ck_assert_ptr_nonnull(file);
	fseek(file, 0, SEEK_END);
	bytes.size = (size_t)ftell(file);
	rewind(file);
	bytes.data = malloc(bytes.size);
	ck_assert_uint_eq(fread(bytes.data, 1, bytes.size, file), bytes.size);
	fclose(file);
	return bytes;
}

static void write_bytes(const char *name, struct bytes bytes)
{
	FILE *file = fopen(fixture_path(name), "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
	fclose(file);
}

static void prepare(void)
{
	fixture_write("types", "what BTF would be");
	fixture_write("program.c", "int _start;\n");
	fixture_run("gcc -nostdlib -static -Wl,--build-id=0x0123456789abcdef -o bare program.c && "
		    "objcopy --add-section .BTF=types bare program");
}

static void set_up(void)
{
	arena = arena_new();
	program = read_bytes(fixture_path("program"));
}

static void tear_down(void)
{
	free(program.data);
	arena_free(arena);
}

/* ---------------------------------------------------------------- the formats */

static void put_32(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

static struct bytes with_room(void)
{
	return (struct bytes){ .data = malloc(program.size + 65536), .size = program.size + 65536 };
}

static struct bytes as_it_is(void)
{
	struct bytes out = with_room();

	memcpy(out.data, program.data, program.size);
	out.size = program.size;
	return out;
}

static struct bytes as_gzip(void)
{
	struct bytes out = with_room();
	z_stream stream = { .next_in = program.data, .avail_in = (unsigned int)program.size };

	deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
	stream.next_out = out.data;
	stream.avail_out = (unsigned int)out.size;
	ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
	out.size -= stream.avail_out;
	deflateEnd(&stream);
	return out;
}

static struct bytes as_lzma(lzma_stream *stream)
{
	struct bytes out = with_room();

	stream->next_in = program.data;
	stream->avail_in = program.size;
	stream->next_out = out.data;
	stream->avail_out = out.size;
	ck_assert_int_eq(lzma_code(stream, LZMA_FINISH), LZMA_STREAM_END);
	out.size -= stream->avail_out;
	lzma_end(stream);
	return out;
}

static struct bytes as_xz(void)
{
	lzma_stream stream = LZMA_STREAM_INIT;

	ck_assert_int_eq(lzma_easy_encoder(&stream, 6, LZMA_CHECK_CRC32), LZMA_OK);
	return as_lzma(&stream);
}

static struct bytes as_lzma_alone(void)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma options;

	lzma_lzma_preset(&options, 6);
	ck_assert_int_eq(lzma_alone_encoder(&stream, &options), LZMA_OK);
	return as_lzma(&stream);
}

/* Two blocks: the old frame has as many as it takes. */
static struct bytes as_lz4(void)
{
	struct bytes out = with_room();
	size_t half = program.size / 2, at = 4;

	put_32(out.data, 0x184c2102);
	for (int i = 0; i < 2; i++) {
		int size = LZ4_compress_default(
			(char *)program.data + (i ? half : 0), (char *)out.data + at + 4,
			(int)(i ? program.size - half : half), (int)(out.size - at - 4));

		ck_assert_int_gt(size, 0);
		put_32(out.data + at, (uint32_t)size);
		at += 4 + (size_t)size;
	}
	out.size = at;
	return out;
}

static struct bytes as_zstd(void)
{
	struct bytes out = with_room();

	out.size = ZSTD_compress(out.data, out.size, program.data, program.size, 19);
	ck_assert(!ZSTD_isError(out.size));
	return out;
}

static struct bytes (*const formats[])(void) = {
	as_it_is, as_gzip, as_xz, as_lzma_alone, as_lz4, as_zstd,
};

enum {
	FORMAT_COUNT = sizeof(formats) / sizeof(*formats)
};

/* Behind 4 sectors of boot code and some more, with the size behind it that the kernel's build
 * adds. */
static struct bytes as_image(struct bytes payload)
{
	enum {
		START = 4 * 512 + 100
	};
	struct bytes image = { .data = calloc(1, START + payload.size + 4 + 512),
			       .size = START + payload.size + 4 + 512 };

	image.data[0x1f1] = 3;
	image.data[0x1fe] = 0x55;
	image.data[0x1ff] = 0xaa;
	memcpy(image.data + 0x202, "HdrS\x0f\x02", 6);
	put_32(image.data + 0x248, 100);
	put_32(image.data + 0x24c, (uint32_t)payload.size + 4);
	memcpy(image.data + START, payload.data, payload.size);
	put_32(image.data + START + payload.size, (uint32_t)program.size);
	free(payload.data);
	return image;
}

static void drop(struct unpacked *unpacked)
{
	if (!unpacked->in_place)
		free((void *)unpacked->data);
}

START_TEST(test_format)
{
	struct bytes packed = formats[_i / 2]();
	struct unpacked unpacked;
	const char *problem;

	if (_i % 2)
		packed = as_image(packed);
	problem = unpack_elf(packed.data, packed.size, &unpacked);
	ck_assert_msg(!problem, "%s", problem);
	ck_assert_uint_ge(unpacked.size, program.size);
	ck_assert_mem_eq(unpacked.data, program.data, program.size);
	ck_assert_int_eq(unpacked.in_place, _i / 2 == 0);
	drop(&unpacked);
	free(packed.data);
}
END_TEST

/* Cut short it is refused, where the format can tell. */
START_TEST(test_cut)
{
	struct bytes packed = formats[_i]();
	size_t step = packed.size / 100 + 1;

	for (size_t size = 0; size < packed.size - 16; size += step) {
		unsigned char *copy = malloc(size ? size : 1);
		struct unpacked unpacked;
		const char *problem;

		memcpy(copy, packed.data, size);
		problem = unpack_elf(copy, size, &unpacked);
		if (formats[_i] != as_it_is && formats[_i] != as_lz4) /* those have no end */
			ck_assert_ptr_nonnull(problem);
		if (!problem) {
			ck_assert_uint_le(unpacked.size, program.size);
			ck_assert_mem_eq(unpacked.data, program.data, unpacked.size);
			drop(&unpacked);
		}
		free(copy);
	}
	free(packed.data);
}
END_TEST

/* Whatever is changed in it, it is refused, or unpacked to something, or nothing is noticed. */
START_TEST(test_damaged)
{
	struct bytes packed = as_image(formats[_i]());
	uint32_t random = 1;

	for (int round = 0; round < 200; round++) {
		unsigned char *copy = malloc(packed.size);
		struct unpacked unpacked;

		memcpy(copy, packed.data, packed.size);
		for (int change = 0; change < 3; change++) {
			random = random * 1664525 + 1013904223;
			/* one of three in the header of the image, or of the format */
			copy[change ? (random >> 8) % packed.size : 0x1f0 + (random >> 8) % 0x60] ^=
				(unsigned char)(random >> 3 | 1);
		}
		if (!unpack_elf(copy, packed.size, &unpacked))
			drop(&unpacked);
		free(copy);
	}
	free(packed.data);
}
END_TEST

START_TEST(test_unknown)
{
	static const char *const texts[] = {
		"BZh91AY&SY and so on",
		"it is packed with bzip2",
		"\x89LZO\0\r\n and so on as well",
		"it is packed with lzo",
		"#!/bin/sh and so on",
		"it is neither an ELF file nor packed in a known way",
		"",
		"it is neither an ELF file nor packed in a known way",
	};
	struct unpacked unpacked;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i += 2)
		ck_assert_str_eq(unpack_elf(texts[i], *texts[i] ? 18 : 0, &unpacked), texts[i + 1]);
}
END_TEST

/* ---------------------------------------------------------------- answers from files */

static void check_answers(const char *path, const char *cache)
{
	struct debuginfo_error error = { 0 };
	char *id = packed_elf_build_id(arena, path, cache, &error);
	size_t size = 0;
	const void *btf = packed_elf_btf(arena, path, cache, &size, &error);

	ck_assert_msg(id && btf, "%s", error.text);
	ck_assert_str_eq(id, "0123456789abcdef");
	ck_assert_uint_eq(size, strlen("what BTF would be"));
	ck_assert_mem_eq(btf, "what BTF would be", size);
}

START_TEST(test_answers)
{
	struct bytes packed = formats[_i]();

	write_bytes("packed", packed);
	free(packed.data);
	check_answers(fixture_path("packed"), NULL);
	check_answers(fixture_path("packed"), fixture_path("cache"));
	ck_assert(access(fixture_path("cache"), F_OK)); /* small: not worth it */
}
END_TEST

START_TEST(test_answers_errors)
{
	struct debuginfo_error error = { 0 };
	char expected[256];
	size_t size;

	ck_assert_ptr_null(packed_elf_build_id(arena, "/no/such/file", NULL, &error));
	ck_assert_str_eq(error.text, "cannot read /no/such/file: No such file or directory");
	ck_assert_ptr_null(packed_elf_btf(arena, fixture_path("types"), NULL, &size, &error));
	snprintf(expected, sizeof(expected),
		 "cannot read %s: it is neither an ELF file nor packed in a known way",
		 fixture_path("types"));
	ck_assert_str_eq(error.text, expected);
	fixture_run("gcc -nostdlib -static -Wl,--build-id=none -o neither program.c");
	ck_assert_ptr_null(packed_elf_build_id(arena, fixture_path("neither"), NULL, &error));
	snprintf(expected, sizeof(expected), "%s has no build-id", fixture_path("neither"));
	ck_assert_str_eq(error.text, expected);
	ck_assert_ptr_null(packed_elf_btf(arena, fixture_path("neither"), NULL, &size, &error));
	snprintf(expected, sizeof(expected), "%s has no BTF", fixture_path("neither"));
	ck_assert_str_eq(error.text, expected);
}
END_TEST

/* Of a large file they are kept, and what is kept is used, until the file is another. */
START_TEST(test_kept)
{
	struct debuginfo_error error = { 0 };
	const char *cache = fixture_path("cache"), *path = fixture_path("large");
	size_t size;

	fixture_run("rm -rf cache && head -c 5000000 /dev/urandom >fill && "
		    "objcopy --add-section .fill=fill program large");
	check_answers(path, cache);
	check_answers(path, cache);
	fixture_run("echo -n feed >$(ls cache/index/*.id) && echo -n >$(ls cache/index/*.btf)");
	ck_assert_str_eq(packed_elf_build_id(arena, path, cache, &error), "feed");
	ck_assert_ptr_null(packed_elf_btf(arena, path, cache, &size, &error));
	fixture_run("touch -d yesterday large");
	check_answers(path, cache);
	fixture_run("chmod go+w cache/index/*"); /* others' words are not believed */
	check_answers(path, cache);
	fixture_run("rm -rf cache");
}
END_TEST

/* ---------------------------------------------------------------- images of kernels */

START_TEST(test_places)
{
	static const char *const places[] = {
		"boot/vmlinuz-9.9",
		"lib/modules/9.9/vmlinuz",
		"build/arch/x86/boot/bzImage",
		"build/vmlinux",
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct debuginfo_error error = { 0 };
		struct debuginfo_target target = {
			.release = "9.9",
			.build_tree = i >= 2 ? "/build" : NULL,
			.sysroot = fixture_path("root"),
		};
		size_t size;

		fixture_run("rm -rf root");
		ck_assert_ptr_null(vmlinuz_build_id(arena, &target, &error));
		ck_assert_ptr_nonnull(error.text);
		ck_assert_ptr_nonnull(error.remedy);
		fixture_run("install -D program root/%s", places[i]);
		ck_assert_str_eq(vmlinuz_path(arena, &target) + strlen(fixture_path("root")) + 1,
				 places[i]);
		ck_assert_str_eq(vmlinuz_build_id(arena, &target, &error), "0123456789abcdef");
		ck_assert_ptr_nonnull(vmlinuz_btf(arena, &target, &size, &error));
	}
}
END_TEST

/* Each installed kernel's image says the same as its debug file, and has types. */
START_TEST(test_installed)
{
	static const char prefix[] = "/usr/lib/debug/boot/vmlinux-";
	glob_t kernels;

	ck_assert_int_eq(glob("/usr/lib/debug/boot/vmlinux-*", 0, NULL, &kernels), 0);
	for (size_t i = 0; i < kernels.gl_pathc; i++) {
		struct debuginfo_target target = {
			.release = kernels.gl_pathv[i] + strlen(prefix),
		};
		struct debuginfo_error error = { 0 };
		const uint16_t *btf;
		size_t size;
		char *id = vmlinuz_build_id(arena, &target, &error);

		ck_assert_msg(id != NULL, "%s", error.text);
		ck_assert_str_eq(id, build_id_of_file(arena, kernels.gl_pathv[i]));
		btf = vmlinuz_btf(arena, &target, &size, &error);
		ck_assert_msg(btf != NULL, "%s", error.text);
		ck_assert_uint_gt(size, 1000000);
		ck_assert_uint_eq(*btf, 0xeb9f);
	}
	globfree(&kernels);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("packed kernels and modules");
	TCase *unpacking = tcase_create("unpacking"), *files = tcase_create("files");

	tcase_add_checked_fixture(unpacking, set_up, tear_down);
	tcase_add_loop_test(unpacking, test_format, 0, 2 * FORMAT_COUNT);
	tcase_add_loop_test(unpacking, test_cut, 0, FORMAT_COUNT);
	tcase_add_loop_test(unpacking, test_damaged, 0, FORMAT_COUNT);
	tcase_add_test(unpacking, test_unknown);
	suite_add_tcase(suite, unpacking);
	tcase_add_checked_fixture(files, set_up, tear_down);
	tcase_add_loop_test(files, test_answers, 0, FORMAT_COUNT);
	tcase_add_test(files, test_answers_errors);
	tcase_add_test(files, test_kept);
	tcase_add_test(files, test_places);
	tcase_add_test(files, test_installed);
	suite_add_tcase(suite, files);
	return fixture_main(suite, prepare);
}
