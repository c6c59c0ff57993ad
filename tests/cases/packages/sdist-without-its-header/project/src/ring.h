#ifndef RING_H
#define RING_H

#include <stddef.h>
#include <stdint.h>

#define RING_START 5381u

uint32_t ring_digest(const unsigned char *data, size_t length);

#endif
