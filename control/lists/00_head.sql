/* tradescreen_lists 0.1.0 */

-- complain if the script is sourced in psql rather than by CREATE EXTENSION
\echo Use "CREATE EXTENSION tradescreen_lists CASCADE" to load this file. \quit

/*
 * Where the engine is.  Its schema is not known here, and it may be moved
 * later.  So what calls the engine is a view or an SQL function with a parsed
 * body (BEGIN ATOMIC): names in it are resolved now, while the search path of
 * this script has the engine's schema in it, and are kept as references that
 * follow a move and that no later object of the same name can hijack.
 *
 * Everything in PL/pgSQL is resolved when it runs.  Such functions name their
 * objects in full, run with a search path that has only pg_catalog and
 * (last) pg_temp, and leave the engine to the functions with parsed bodies.
 *
 * Functions run with the rights of the caller.  Those that write the audit trail
 * and the past of the lists run with the rights of the owner, so that nobody
 * else can write there.  Nothing is granted.
 *
 * The database may have any encoding that PostgreSQL knows, so no string here
 * has characters, or escapes of characters, that are not in ASCII.
 */

/*
 * What is deleted or renamed carries along what belongs to it.  Foreign keys
 * would do that too, but the tables of an extension have theirs while pg_dump's
 * output is restored, and pg_restore --jobs fills such tables in any order: it
 * would lose whole lists.  Nothing is hidden by a row without its parent.
 */
