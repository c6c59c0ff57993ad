#ifndef STRVIEW_H
#define STRVIEW_H

#include <stddef.h>

#define STRVIEW_VERSION "0.2.0"

typedef struct {
  const char *data;
  size_t size;
} strview;

strview strview_from(const char *text);
strview strview_trim(strview view);

#endif
