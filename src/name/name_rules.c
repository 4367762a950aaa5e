/*-------------------------------------------------------------------------
 *
 * name_rules.c
 *	  Reading the rules files of the server into the name kernel.
 *
 *-------------------------------------------------------------------------
 */
#include "tradescreen.h"

#include <sys/stat.h>
#include <unistd.h>

#include "mb/pg_wchar.h"
#include "storage/fd.h"
#include "tsearch/ts_utils.h"

#include "name/name_pg.h"

/* In the order of loading; the site's own file comes last and may be absent. */
static const char *const rules_names[] = {
	"tradescreen_romanisation",
	"tradescreen_legal",
	"tradescreen_words",
	"tradescreen_common",
	"tradescreen_places",
	"tradescreen_numbers",
	"tradescreen_parties",
	"tradescreen_site"
};

#define SITE_FILE	(lengthof(rules_names) - 1)

/* No sane rules file comes near this. */
#define MAX_RULES_BYTES	(64 * 1024 * 1024)

/* Reads a whole file; NULL when it may be absent and is. */
static char *
read_rules(const char *path, bool optional, size_t *len)
{
	FILE	   *f = AllocateFile(path, PG_BINARY_R);
	struct stat st;
	char	   *text;

	if (f == NULL)
	{
		if (optional && errno == ENOENT)
			return NULL;
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not open rules file \"%s\": %m", path),
				 errhint("Install the files of tradescreen again; name screening does not work without its rules.")));
	}
	if (fstat(fileno(f), &st) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not stat rules file \"%s\": %m", path)));
	if (st.st_size > MAX_RULES_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_CONFIG_FILE_ERROR),
				 errmsg("rules file \"%s\" is too large", path)));
	text = palloc((Size) st.st_size + 1);
	*len = fread(text, 1, (size_t) st.st_size, f);
	if (ferror(f))
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not read rules file \"%s\": %m", path)));
	text[*len] = '\0';
	FreeFile(f);
	return text;
}

/*
 * A report quotes the rules file, which is UTF-8.  Elsewhere its letters are
 * replaced: converting them could raise an error of its own.
 */
static char *
plain_text(char *why)
{
	if (GetDatabaseEncoding() != PG_UTF8)
		for (char *p = why; *p; p++)
			if (IS_HIGHBIT_SET(*p))
				*p = '?';
	return why;
}

void
name_load_rules(void)
{
	RulesFile	files[lengthof(rules_names)];
	RulesError	error;
	int			nfiles = 0;
	MemoryContext context;
	MemoryContext old;
	NameStatus	status;

	if (likely(lexicon_ready()))
		return;

	context = AllocSetContextCreate(CurrentMemoryContext, "tradescreen rules",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	memset(files, 0, sizeof(files));
	for (int i = 0; i < (int) lengthof(rules_names); i++)
	{
		RulesFile  *file = &files[nfiles];

		file->name = get_tsearch_config_filename(rules_names[i], "rules");
		file->romanisation = i == 0;
		file->site = i == SITE_FILE;
		file->text = read_rules(file->name, file->site, &file->len);
		if (file->text != NULL)
			nfiles++;
	}
	status = lexicon_load(files, nfiles, &error);
	switch (status)
	{
		case NAME_OK:
			break;
		case NAME_NO_MEMORY:
			ereport(ERROR,
					(errcode(ERRCODE_OUT_OF_MEMORY),
					 errmsg("out of memory"),
					 errdetail("Failed while loading the rules of tradescreen.")));
			break;
		case NAME_ICU_ERROR:
			ereport(ERROR,
					(errcode(ERRCODE_SYSTEM_ERROR),
					 errmsg("could not initialize ICU for name screening"),
					 errhint("Check that the data of the ICU library is installed.")));
			break;
		case NAME_BAD_DATA:		/* of unpacking only */
		case NAME_BAD_RULES:
			ereport(ERROR,
					(errcode(ERRCODE_CONFIG_FILE_ERROR),
					 errmsg("invalid rules in file \"%s\", line %d",
							files[error.file].name, error.line),
					 errdetail("%s", plain_text(error.why)),
					 errhint("Correct the line; no name is screened until all rules can be read.")));
			break;
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

void
name_append_versions(StringInfo buf)
{
	appendStringInfo(buf,
					 "\"extension\": \"%s\", \"rules\": \"%016llx\", \"icu\": \"%s\", \"unicode\": \"%s\"",
					 TRADESCREEN_VERSION, (unsigned long long) lexicon_version(),
					 fold_icu_version(), fold_unicode_version());
}
