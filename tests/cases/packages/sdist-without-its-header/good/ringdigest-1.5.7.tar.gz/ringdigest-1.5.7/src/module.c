#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "ring.h"

static PyObject *digest(PyObject *self, PyObject *args)
{
    const char *data;
    Py_ssize_t length;

    if (!PyArg_ParseTuple(args, "y#", &data, &length))
        return NULL;
    return PyLong_FromUnsignedLong(ring_digest((const unsigned char *)data, (size_t)length));
}

static PyMethodDef methods[] = {
    {"digest", digest, METH_VARARGS, "Return the checksum of the bytes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_ring", NULL, -1, methods,
};

PyMODINIT_FUNC PyInit__ring(void)
{
    return PyModule_Create(&module);
}
