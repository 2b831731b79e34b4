// SPDX-License-Identifier: Apache-2.0
// Every limit, with its reason. A limit that is reached is said (ERROR_LIMIT, an outcome, a count), never silent.
#pragma once

// base, format
#define LIMIT_PLIST_SIZE (64U << 20)       // bytes: the largest real one seen is under 10 MB
#define LIMIT_PLIST_DEPTH 128              // nesting: real ones stay under 20; recursion cannot reach the stack's end
#define LIMIT_PLIST_VISITS 2000000U        // nodes looked at a document: a shared-reference bomb has 2^22 and more
#define LIMIT_PLIST_ROWS 1000000U          // rows of plist_rows() a document
#define LIMIT_ARCHIVE_HOPS 64              // UIDs followed in a keyed archive for one value
#define LIMIT_XML_NODES 2000000U           // elements of an XML property list, each some 100 bytes of arena
#define LIMIT_TYPEDSTREAM_SIZE (16U << 20) // bytes: a message's text is far below
#define LIMIT_PATTERN_SIZE 65536U          // bytes of one STIX pattern: the longest published is under 1 KB
#define LIMIT_PATTERN_DEPTH 64             // parentheses in a STIX pattern
#define LIMIT_CSV_RECORD (1U << 20)        // bytes of one record: a quote that nothing ends is given up there
#define LIMIT_CSV_WASTE (64U << 20)        // bytes looked at in vain: every line may open a quote that nothing ends
#define LIMIT_YAML_SIZE (16U << 20)        // bytes: the largest list seen is under 100 KB
#define LIMIT_YAML_DEPTH 32U               // nesting: lists stay under 5
#define LIMIT_YAML_EVENTS 4000000U         // events of libyaml, a scalar or a bracket each
#define LIMIT_YAML_RESTARTS 64U            // entries passed over because they do not parse, each up to the file's end

// observe, match
#define LIMIT_TEXT_OBSERVABLES 20000U // links, addresses, numbers taken out of one text
#define LIMIT_URL_SIZE 65536U         // bytes: browsers cut earlier
#define LIMIT_HOST_SIZE 1024U         // bytes of a host: 253 characters of the DNS in UTF-8, percent signs decoded
#define LIMIT_INDICATORS 4000000U     // of all lists together; the published ones are under 10,000
#define LIMIT_INDICATOR_SIZE 65536U   // bytes of one value
#define LIMIT_INDEX_SIZE (1U << 30)   // bytes of the index's image

// sql
#define LIMIT_DEFINITION_SIZE (256U << 10) // bytes of an artefact, rule or list file
#define LIMIT_DEFINITIONS 2000U            // files of one kind
#define LIMIT_COLUMNS 64U                  // columns of an artefact: the widest has 30
#define LIMIT_RULES_A_RUN 200U             // row rules over one artefact
#define LIMIT_VARIANTS 16U
#define LIMIT_UNDECODED 120U                  // bytes of the words of what has no decoder
#define LIMIT_UNDECODED_NAMES 900U            // bytes of all of them in a sentence; what is more is "and others"
#define LIMIT_SQL_LENGTH (64 << 20)           // bytes of one value: a generated column can ask for 900 MB
#define LIMIT_SQL_HEAP (192LL << 20)          // bytes of SQLite's heap in a worker
#define LIMIT_SQL_STEPS UINT64_C(20000000000) // VM steps an input: 400,000 messages take some 10^8
#define LIMIT_CELL_OUT (128U << 10) // bytes of one value that leave a worker: 64 of them fit a frame; more is cut
#define LIMIT_SHOW_STEPS UINT64_C(2000000000) // VM steps of a query that somebody types: some 20 s
#define LIMIT_ROW_SCRATCH (128U << 20)        // bytes of decoded values a row
#define LIMIT_RECORDS UINT64_C(50000000)      // rows an artefact and input
#define LIMIT_FINDINGS_AN_INPUT 10000U        // further ones are counted
#define LIMIT_FINDINGS 200000U                // of a whole run, kept in memory; further ones are counted
#define LIMIT_JOURNAL_PAGES (1U << 22)        // page images kept of a WAL or a journal (a map of 12 bytes each)
#define LIMIT_RECOVER_FIELDS 2000U            // fields of a record: SQLite's own limit of a table's columns
#define LIMIT_RECOVER_TABLES 4096U            // tables of a damaged database's schema: the fullest has some 200
#define LIMIT_RECOVER_OVERLAPS (1U << 20) // rows of pages whose rowids overlap, sorted to find doubles (24 bytes each)
#define LIMIT_RECOVER_GAPS 4096U // lost parts of one tree told apart; above that an orphan may belong anywhere in it
#define LIMIT_RECOVER_INDEXES 4U // columns of a recovered table that get a look-up of their own (12 bytes a row)
#define LIMIT_RECOVER_SHAPES 64U // tables that the artefacts of one file declare
#define LIMIT_RECOVER_VIEWS 128U // views in place of tables that the artefacts of one file read
#define LIMIT_RECOVER_CANDIDATES (1U << 20) // leaf pages compared with them (40 bytes each)
#define LIMIT_LINE_SIZE (1U << 20)          // bytes of a line of lines(); a longer one is cut and counted
#define LIMIT_JSON_DEPTH 500U               // nesting of a JSON document; SQLite reads 1,000
#define LIMIT_BLOCK_SIZE (16U << 20)        // bytes of a block of blocks(): a thread list of a spin dump is under 1 MB
#define LIMIT_PATTERN_STEPS 1000000U        // of one regular expression over one text: ours take under 10 a byte
#define LIMIT_PATTERN_HEAP (16U << 20)      // bytes that one takes meanwhile
#define LIMIT_PATTERN_TEXT (16U << 10)      // bytes of a regular expression itself: the longest is under 1 KB
#define LIMIT_DOCUMENT_SIZE (256U << 20)    // bytes of a document read whole (JSON, property list)

// confine
#define LIMIT_FRAME_SIZE (16U << 20)     // bytes of one frame: a record's cells together
#define LIMIT_WORKER_MEMORY (1ULL << 30) // bytes of address space; `--limit memory`
#define LIMIT_WORKER_SECONDS 600U        // CPU and wall time an input; `--limit time`; the backstop behind the steps
#define LIMIT_WORKERS 64U                // at once
#define LIMIT_WORKER_FDS 8U              // descriptors handed to one worker

// evidence
#define LIMIT_TAR_NAME (64U << 10)      // bytes of a name in an archive: what no file system takes is left out later
#define LIMIT_TAR_EXTENSION (16U << 20) // bytes of an extended header: it may hold a file's extended attributes
#define LIMIT_TAR_EXTENSIONS 16U        // before one entry
#define LIMIT_TAR_SPARSE 65536U         // blocks of the map of a file with holes, 21 pieces each
#define LIMIT_ZIP_HEADER (256U << 10)   // bytes of a zip entry's header with its name and extra field
#define LIMIT_PACK_NAMES (512U << 20)   // bytes of the names of an archive's members
#define LIMIT_PACK_KEPT (4ULL << 30)    // bytes of content of archives kept in memory at once
#define LIMIT_PACK_MEMBER (2ULL << 30)  // bytes of one
#define LIMIT_PACK_MEMBERS 60000U       // kept at once, a descriptor each: three a file of LIMIT_INPUTS
#define LIMIT_PACK_LIST (64U << 20)     // bytes of the list of members that are wanted
#define PACK_RATIO_MOST 100U            // an archive that unpacks to more than so many times its size …
#define PACK_SIZE_LEAST (1ULL << 30)    // … and this beside is made to wear its reader out
#define LIMIT_ARCHIVE_ENTRIES 4000000U  // a sysdiagnose has under 10,000, a phone's whole file system some 1,500,000
#define LIMIT_WALK_DEPTH 64U            // folders below one another
#define LIMIT_WALK_ENTRIES UINT64_C(20000000) // names looked at in a folder tree
#define LIMIT_INPUTS 20000U                   // files handed to workers in one run: an ordinary backup has under 200
#define LIMIT_PATH_SIZE 4096U                 // bytes of a path
