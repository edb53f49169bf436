#include <libxml/xmlversion.h>
// What it declares of ICU would clash with the ICU that Swift's Foundation brings; nothing here uses it.
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlreader.h>
