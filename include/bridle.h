/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libbridle: finds the traces of mercenary spyware and stalkerware in what was acquired from a phone with its owner's
 * consent. Plain C11, usable from C++. Nothing here is thread-safe: use it from one thread, and before that process has
 * started others (workers are forked).
 *
 * Every function that can fail takes a `struct bridle_error *`, which may be NULL, and gives an exit status of
 * docs/case.md and `bridle --help`: 0, 1, 3, 4 are results, 2 is "it could not run" with the error filled in.
 * Options structs begin with their own size: set them with their _INIT macro, so that later fields default to 0.
 * Strings are UTF-8 and NUL-terminated, borrowed during the call unless said otherwise.
 */
#ifndef BRIDLE_H
#define BRIDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BRIDLE_API __attribute__((visibility("default")))

enum bridle_status {
    BRIDLE_NOTHING_FOUND = 0,
    BRIDLE_TRACES = 1,     /* traces found, or signs of an attempt */
    BRIDLE_FAILED = 2,     /* it could not run */
    BRIDLE_REVIEW = 3,     /* weak findings alone */
    BRIDLE_INCOMPLETE = 4, /* nothing found in what was read, and something was not read */
};

struct bridle_error {
    char text[1536]; /* "FILE: at OFFSET: what is wrong", escaped, without "bridle: " */
};

enum bridle_format {
    BRIDLE_FORMAT_TEXT,
    BRIDLE_FORMAT_JSONL,
    BRIDLE_FORMAT_CSV,
    BRIDLE_FORMAT_HTML,
};

/* What an HTML report shows of what the case holds; without it, "person 1", "number 2". */
enum bridle_show_what {
    BRIDLE_SHOW_NAMES = 1,
    BRIDLE_SHOW_NUMBERS = 2,
    BRIDLE_SHOW_TEXTS = 4,
    BRIDLE_SHOW_DEVICE = 8,
    BRIDLE_SHOW_ALL = 15,
};

/* How to write for a reader. */
struct bridle_output {
    size_t size;
    int fd; /* where results go */
    enum bridle_format format;
    bool color;     /* terminal colours in text */
    unsigned width; /* columns of the text, 0: 80 */
    int verbosity;  /* -1 quiet, 0, 1 … */
    bool events;    /* event lines too (jsonl) */
    /* Of HTML. */
    unsigned show;       /* of enum bridle_show_what, joined by |: what stands there unmasked */
    const char *custody; /* a file of lines "field: value"; NULL: none */
};
#define BRIDLE_OUTPUT_INIT                            \
    {                                                 \
        .size = sizeof(struct bridle_output), .fd = 1 \
    }

/* Where artefacts, rules and lists come from. */
struct bridle_definitions {
    size_t size;
    const char *data_dir;      /* NULL: beside the program, else where it was installed */
    const char *artefacts_dir; /* a user's own, beside ours; NULL: none */
    const char *rules_dir;
    const char *lists_dir;
    /* "en", "fr": of the advice. What else is said is in the process's own language, which gettext is told as usual:
     * setlocale(), bindtextdomain("bridle", ...), bind_textdomain_codeset("bridle", "UTF-8"). */
    const char *language;
    const char *advice; /* a file of the user's own: what to do, whom to call (docs/advice.md); NULL: none */
};
#define BRIDLE_DEFINITIONS_INIT                   \
    {                                             \
        .size = sizeof(struct bridle_definitions) \
    }

struct bridle_progress {
    double share;        /* 0 to 1 */
    const char *input;   /* at hand, escaped */
    uint64_t records;    /* read so far */
    double seconds_left; /* negative: not known yet */
};

struct bridle_check {
    size_t size;
    struct bridle_definitions definitions;
    const char *acquisition;
    const char *const *lists; /* -i, in order */
    size_t list_count;
    const char *case_path; /* -o; NULL: no case */
    const char *only;      /* artefact names joined by commas; NULL: all */
    const char *skip;
    const char *case_name;
    const char *examiner;
    const char *consent;
    const char *timezone;
    bool keep_content;
    bool no_fingerprints;
    bool force;
    bool require_cage;
    bool no_cage;
    unsigned jobs;          /* 0: one a processor */
    uint64_t limit_memory;  /* bytes a worker; 0: the built-in limit */
    unsigned limit_seconds; /* an input; 0: the built-in limit */
    /* A password for a locked acquisition, NUL-terminated, valid until the next call; NULL: there is none (more).
     * `attempt` counts from 0: what was given before did not open it. Once one was asked for, this process is not
     * dumpable any more (PR_SET_DUMPABLE). */
    const char *(*password)(void *context, unsigned attempt);
    void *password_context;
    const char *key; /* 64 hex digits, as bridle_key() gives them, in place of a password; NULL: none */
    void (*say)(void *context, const char *text); /* a sentence before something that takes long; may be NULL */
    void *say_context;
    const volatile int *stop; /* set to non-zero (by a signal handler): the examination ends, no half case stays */
    void (*progress)(void *context, const struct bridle_progress *progress); /* may be NULL */
    void *progress_context;
    bool records; /* without a case: keep the records that findings rest on in the result, for HTML */
};
#define BRIDLE_CHECK_INIT                                                           \
    {                                                                               \
        .size = sizeof(struct bridle_check), .definitions = BRIDLE_DEFINITIONS_INIT \
    }

/* What an examination gave, or what a case holds. */
struct bridle_result;

BRIDLE_API const char *bridle_version(void);
/* The name of a file as messages have it: what a terminal may show is kept, the rest as \xNN, cut to `size` (above 8)
 * with "...". Gives `buffer`. */
BRIDLE_API const char *bridle_name(const char *text, char *buffer, size_t size);

/* Whether a report may be written to `path`: 0, or BRIDLE_FAILED where it would lie in the acquisition, or over it. */
BRIDLE_API int bridle_outside(const char *path, const char *acquisition, struct bridle_error *error);

/* Examines an acquisition. *ret_result is set (and to be freed) with every status but BRIDLE_FAILED. */
BRIDLE_API int bridle_check(const struct bridle_check *check, struct bridle_result **ret_result,
                            struct bridle_error *error);
/* Of a case, beside its facts, inputs and findings. */
enum bridle_case_what {
    BRIDLE_CASE_EVENTS = 1,  /* for event lines */
    BRIDLE_CASE_RECORDS = 2, /* the findings' own records, for an HTML report */
};

/* Reads a case file, in a cage, as `bridle_check` would have given it. `what` of enum bridle_case_what, joined by |. */
BRIDLE_API int bridle_case_read(const char *case_path, const struct bridle_definitions *definitions, unsigned what,
                                struct bridle_result **ret_result, struct bridle_error *error);
/* The derived key of an encrypted backup, with its password from check->password. It opens the whole backup: keep it as
 * the password. 0, or BRIDLE_FAILED. */
#define BRIDLE_KEY_TEXT_SIZE 65
BRIDLE_API int bridle_key(const struct bridle_check *check, char ret_hex[BRIDLE_KEY_TEXT_SIZE],
                          struct bridle_error *error);
BRIDLE_API void bridle_result_free(struct bridle_result *result);
/* 0, 1, 3 or 4. */
BRIDLE_API int bridle_result_status(const struct bridle_result *result);
BRIDLE_API const char *bridle_result_sentence(const struct bridle_result *result);
/* Writes it out; 0, or BRIDLE_FAILED. */
BRIDLE_API int bridle_result_write(const struct bridle_result *result, const struct bridle_output *output,
                                   struct bridle_error *error);

/* A case on the terminal: `what` is NULL (an overview of its tables), a table's name or the start of a finding's id;
 * `sql` a SELECT of the user's own, run read-only in a cage. */
BRIDLE_API int bridle_show(const char *case_path, const char *what, const char *sql,
                           const struct bridle_definitions *definitions, const struct bridle_output *output,
                           struct bridle_error *error);
/* Is this still the evidence (check->acquisition) that the case was made from? An encrypted backup's files are compared
 * one by one with check->password or check->key alone. 0 yes; 1 no (what differs is written out); 2 could not run.
 */
BRIDLE_API int bridle_verify(const char *case_path, const struct bridle_check *check,
                             const struct bridle_output *output, struct bridle_error *error);

/* Lists (name NULL) or shows one artefact or rule; also the ones of the user's own folders. */
BRIDLE_API int bridle_artefacts(const char *name, const struct bridle_definitions *definitions,
                                const struct bridle_output *output, struct bridle_error *error);
BRIDLE_API int bridle_rules(const char *name, const struct bridle_definitions *definitions,
                            const struct bridle_output *output, struct bridle_error *error);

enum bridle_indicators_mode {
    BRIDLE_INDICATORS_LIST,  /* every indicator, a line each */
    BRIDLE_INDICATORS_LINT,  /* what can never match, is of the wrong kind, or is kept and not yet matched */
    BRIDLE_INDICATORS_WHERE, /* the files that lists are taken from, a line each */
};
/* With lint: 0 nothing to say, 1 something; else 0. BRIDLE_FAILED where a list cannot be read at all. */
BRIDLE_API int bridle_indicators(enum bridle_indicators_mode mode, const char *const *lists, size_t list_count,
                                 const struct bridle_definitions *definitions, const struct bridle_output *output,
                                 struct bridle_error *error);

#ifdef __cplusplus
}
#endif
#endif
