/*-------------------------------------------------------------------------
 *
 * kernel.h
 *	  What the stand-alone tests and fuzzers of the name kernel share: TAP
 *	  lines, reading the rules, compiling into memory of one's own.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_TEST_KERNEL_H
#define TRADESCREEN_NAME_TEST_KERNEL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/distance.h"

static int	tap_count;
static int	tap_failed;

static inline void
ok(bool pass, const char *name)
{
	printf("%s %d - %s\n", pass ? "ok" : "not ok", ++tap_count, name);
	if (!pass)
		tap_failed++;
}

static inline char *
read_file(const char *path, size_t *len)
{
	FILE	   *f = fopen(path, "rb");
	char	   *text;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0)
	{
		fprintf(stderr, "cannot read %s\n", path);
		exit(2);
	}
	*len = (size_t) ftell(f);
	rewind(f);
	text = malloc(*len + 1);
	if (text == NULL || fread(text, 1, *len, f) != *len)
		exit(2);
	fclose(f);
	return text;
}

/* Loads the rules files of a directory; ends the program when they are bad. */
static inline void
load_rules(const char *dir)
{
	static const char *const names[] =
	{"romanisation", "legal", "words", "common", "places", "numbers", "parties"};
	RulesFile	files[7];
	RulesError	error;
	char		path[1024];

	memset(files, 0, sizeof(files));
	for (int i = 0; i < 7; i++)
	{
		snprintf(path, sizeof(path), "%s/tradescreen_%s.rules", dir, names[i]);
		files[i].name = names[i];
		files[i].text = read_file(path, &files[i].len);
		files[i].romanisation = i == 0;
	}
	if (lexicon_load(files, 7, &error) != NAME_OK)
	{
		fprintf(stderr, "%s, line %d: %s\n", names[error.file], error.line, error.why);
		exit(2);
	}
	for (int i = 0; i < 7; i++)
		free((char *) files[i].text);
}

/* Compiles into malloc'ed memory of exactly the compiled size. */
static inline NameCompiled *
compile_name(const char *s, size_t len)
{
	static NameArena arena;
	const NameCompiled *name;
	NameCompiled *copy;

	if (arena.size < NAME_ARENA_BYTES(len))
	{
		free(arena.base);
		arena.size = NAME_ARENA_BYTES(len);
		arena.base = malloc(arena.size);
	}
	arena.used = 0;
	if (arena.base == NULL || name_compile(&arena, s, len, &name) != NAME_OK)
		abort();
	copy = malloc(name->size);
	if (copy == NULL)
		abort();
	return memcpy(copy, name, name->size);
}

#endif							/* TRADESCREEN_NAME_TEST_KERNEL_H */
