#include "ring.h"

uint32_t ring_digest(const unsigned char *data, size_t length)
{
    uint32_t value = RING_START;
    for (size_t i = 0; i < length; i++)
        value = (value << 5) + value + data[i];
    return value;
}
