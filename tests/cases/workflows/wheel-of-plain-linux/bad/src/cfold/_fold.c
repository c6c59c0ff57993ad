#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *fold(PyObject *self, PyObject *args)
{
    Py_buffer b;
    unsigned long h = 5381;
    if (!PyArg_ParseTuple(args, "y*", &b))
        return NULL;
    for (Py_ssize_t i = 0; i < b.len; i++)
        h = (h * 33 + ((unsigned char *)b.buf)[i]) & 0xffffffffUL;
    PyBuffer_Release(&b);
    return PyLong_FromUnsignedLong(h);
}

static PyMethodDef methods[] = {
    {"fold", fold, METH_VARARGS, "A short hash of bytes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_fold", NULL, -1, methods};

PyMODINIT_FUNC PyInit__fold(void) { return PyModule_Create(&module); }
