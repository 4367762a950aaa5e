# tradescreen: PGXS build. `make && make install`, then CREATE EXTENSION.
#
#   make PG_CONFIG=/path/to/pg_config     build for one of several servers
#   make with_llvm=no                     where the server has LLVM but clang is not installed
#   make EXTRA_CFLAGS='-Wall -Wextra -Werror'
#   make dist                             tradescreen-VERSION.tar.gz of what is committed
#
# Objects are built beside their sources, or in the current directory when
# make is called with -f from elsewhere (a VPATH build).

MODULE_big = tradescreen

# one a line, in order
HS_OBJS = \
	src/hs/hs_range.o \
	src/hs/hs_sel.o \
	src/hs/hs_stats.o \
	src/hs/hs_support.o \
	src/hs/hscode.o \
	src/hs/hscode_clean.o \
	src/hs/hscode_fold.o \
	src/hs/hslist.o \
	src/hs/hslist_parse.o
NAME_OBJS = \
	src/name/arena.o \
	src/name/block.o \
	src/name/compile.o \
	src/name/distance.o \
	src/name/draft.o \
	src/name/fold.o \
	src/name/forms.o \
	src/name/initials.o \
	src/name/keys.o \
	src/name/lexicon.o \
	src/name/lexicon_read.o \
	src/name/lexicon_tables.o \
	src/name/name_cache.o \
	src/name/name_keys.o \
	src/name/name_parties_sql.o \
	src/name/name_rules.o \
	src/name/name_sql.o \
	src/name/name_variants_sql.o \
	src/name/namequery.o \
	src/name/packed.o \
	src/name/pairs.o \
	src/name/parties.o \
	src/name/party_numbers.o \
	src/name/party_text.o \
	src/name/party_tokens.o \
	src/name/plan.o \
	src/name/bound.o \
	src/name/probe.o \
	src/name/reread.o \
	src/name/romanise.o \
	src/name/romanise_rules.o \
	src/name/score.o \
	src/name/segment.o \
	src/name/units.o \
	src/name/variant_characters.o \
	src/name/variant_letters.o \
	src/name/variant_words.o \
	src/name/variant_write.o \
	src/name/variants.o
SCREEN_OBJS = \
	src/screen/build.o \
	src/screen/builder.o \
	src/screen/check.o \
	src/screen/codes.o \
	src/screen/compact.o \
	src/screen/cost.o \
	src/screen/handler.o \
	src/screen/insert.o \
	src/screen/merge.o \
	src/screen/meta.o \
	src/screen/names.o \
	src/screen/page.o \
	src/screen/pending.o \
	src/screen/scan.o \
	src/screen/search.o \
	src/screen/search_docs.o \
	src/screen/search_sort.o \
	src/screen/search_terms.o \
	src/screen/segment_read.o \
	src/screen/segment_write.o \
	src/screen/selectivity.o \
	src/screen/stream.o \
	src/screen/vacuum.o \
	src/screen/validate.o
OBJS      = src/tradescreen.o src/csv.o $(HS_OBJS) $(NAME_OBJS) $(SCREEN_OBJS)

EXTENSION  = control/tradescreen control/tradescreen_lists
DATA       = control/tradescreen--0.1.0.sql
# one concern, one part, in the order of their numbers
DATA_built = control/tradescreen_lists--0.1.0.sql

# a VPATH build has no directories yet
$(shell mkdir -p $(sort $(dir $(OBJS) $(DATA_built))))

DATA_TSEARCH = $(RULES)
RULES      = rules/tradescreen_romanisation.rules rules/tradescreen_legal.rules rules/tradescreen_words.rules \
             rules/tradescreen_common.rules rules/tradescreen_places.rules rules/tradescreen_numbers.rules \
             rules/tradescreen_parties.rules

REGRESS = \
	hscode \
	hscode_clean \
	hscode_index \
	hscode_list_index \
	hslist \
	hostile \
	name \
	name_operators \
	name_parties \
	name_variants \
	name_keys \
	name_hostile \
	name_legal \
	screen \
	screen_codes \
	csv \
	lists \
	lists_load \
	lists_screen \
	hs_editions \
	comments
# the expected files are those of a UTF-8 database that sorts by code point
REGRESS_OPTS = --encoding=UTF8 --no-locale
ISOLATION  = screen_concurrency screen_pairs
ISOLATION_OPTS = --load-extension=tradescreen
TAP_TESTS  = 1

PG_CONFIG ?= pg_config

ICU_PC     = icu-i18n icu-uc
# the server's headers are not ours to warn about
PG_CPPFLAGS = -isystem $(shell $(PG_CONFIG) --includedir-server) -I$(srcdir)/src $(shell pkg-config --cflags $(ICU_PC))
PG_CFLAGS   = -std=gnu11 -MMD -MP $(EXTRA_CFLAGS)
SHLIB_LINK  = $(shell pkg-config --libs $(ICU_PC)) $(EXTRA_LDFLAGS)
EXTRA_CLEAN = $(OBJS:.o=.d) $(OBJS:.o=.gcda) $(OBJS:.o=.gcno)

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

ifeq ($(PORTNAME), linux)
# our names are ours, whatever other modules of the server are called
SHLIB_LINK += -Wl,-Bsymbolic
endif

# the sources of a release, as PGXN takes them; needs git
DISTVERSION = $(shell sed -n 's/^\t"version": "\(.*\)",/\1/p' $(srcdir)/META.json)
.PHONY: dist
dist:
	git -C $(srcdir) archive --format=tar.gz -9 --prefix=tradescreen-$(DISTVERSION)/ HEAD > tradescreen-$(DISTVERSION).tar.gz

LISTS_SQL = $(sort $(wildcard $(srcdir)/control/lists/*.sql))

control/tradescreen_lists--0.1.0.sql: $(LISTS_SQL)
	cat $(LISTS_SQL) > $@

-include $(OBJS:.o=.d)
