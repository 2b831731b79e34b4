// SPDX-License-Identifier: Apache-2.0
// gettext takes the language from the locale, and a French locale is mostly not generated where the French catalog is
// wanted. So the locale is C.UTF-8, for messages alone, and LANGUAGE names the catalog. English sets no locale at all.
#include "cli/language.h"

#include "cli/out.h"

#include <ctype.h>
#include <dirent.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096

// "fr_FR.UTF-8@euro" is "fr_FR"; false for what is no code of a language, and for paths above all.
static bool code_of(const char *text, size_t size, char *ret_code)
{
    size_t used = 0;
    for (; used < size && text[used] != '.' && text[used] != '@'; used++) {
        if (used + 1 == LANGUAGE_CODE || !(isalnum((unsigned char)text[used]) || strchr("_-", text[used])))
            return false;
        ret_code[used] = text[used] == '-' ? '_' : text[used];
    }
    ret_code[used] = '\0';
    return used > 0;
}

static bool catalog_is(const char *folder, const char *code)
{
    char path[PATH_SIZE];
    struct stat status;
    int size = snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/bridle.mo", folder, code);
    return size > 0 && (size_t)size < sizeof path && stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

// "fr_CA", or "fr" where that has no catalog of its own.
static bool code_settle(const char *folder, char *code)
{
    char *region = strchr(code, '_');
    if (text_is(code, "en") || catalog_is(folder, code))
        return true;
    if (!region)
        return false;
    *region = '\0';
    return text_is(code, "en") || catalog_is(folder, code);
}

// Beside the program, where it runs in place; else where catalogs are installed.
static void folder_find(char *folder, size_t size)
{
    char program[PATH_SIZE - 8] = "";
    struct stat status;
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = length > 0 ? strrchr(program, '/') : NULL;
    if (slash) {
        *slash = '\0';
        (void)snprintf(folder, size, "%s/po", program);
        if (stat(folder, &status) == 0 && S_ISDIR(status.st_mode))
            return;
    }
    (void)snprintf(folder, size, "%s", BRIDLE_LOCALE_DIR);
}

static const char *filled(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

// The first of "fr:de:en" that is there.
static bool code_of_list(const char *folder, const char *list, char *ret_code)
{
    while (*list) {
        size_t size = strcspn(list, ":");
        if (code_of(list, size, ret_code) && code_settle(folder, ret_code))
            return true;
        list += size + (list[size] == ':');
    }
    return false;
}

// As gettext does: LANGUAGE counts unless the locale is plain C.
static bool code_of_environment(const char *folder, char *ret_code)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *locale = NULL;
    for (size_t i = 0; !locale && i < sizeof names / sizeof names[0]; i++)
        locale = filled(names[i]);
    if (text_is(locale, "C") || text_is(locale, "POSIX"))
        return false;
    const char *languages = filled("LANGUAGE");
    if (languages && code_of_list(folder, languages, ret_code))
        return true;
    return locale && code_of(locale, text_size(locale), ret_code) && code_settle(folder, ret_code);
}

static void language_set(const char *folder, const char *code, struct language *language)
{
    (void)snprintf(language->code, sizeof language->code, "%s", code);
    if (text_is(code, "en"))
        return;
    bool set = setlocale(LC_MESSAGES, "C.UTF-8") && setenv("LANGUAGE", code, 1) == 0 &&
               bindtextdomain("bridle", folder) && bind_textdomain_codeset("bridle", "UTF-8");
    if (!set)
        (void)snprintf(language->code, sizeof language->code, "en");
}

static int catalog_wanted(const struct dirent *entry)
{
    return isalpha((unsigned char)entry->d_name[0]) != 0;
}

static void say_unknown(const char *folder, const char *asked)
{
    char known[512] = "en";
    size_t used = 2;
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, catalog_wanted, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (text_size(name) < LANGUAGE_CODE && used + LANGUAGE_CODE + 2 < sizeof known && catalog_is(folder, name))
            used += (size_t)snprintf(known + used, sizeof known - used, ", %s", name);
        free(entries[i]);
    }
    free(entries);
    say(_("--language: %s is not one of those that are there: %s"), QUOTE(asked), known);
}

bool language_start(const char *asked, struct language *ret_language)
{
    char folder[PATH_SIZE];
    char code[LANGUAGE_CODE] = "";
    folder_find(folder, sizeof folder);
    if (asked && code_of(asked, text_size(asked), code) && code_settle(folder, code)) {
        language_set(folder, code, ret_language);
        return true;
    }
    language_set(folder, code_of_environment(folder, code) ? code : "en", ret_language);
    if (asked)
        say_unknown(folder, asked);
    return !asked;
}
