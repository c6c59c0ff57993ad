#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *fletcher16(PyObject *self, PyObject *arg)
{
    Py_buffer view;
    unsigned a = 0, b = 0;
    if (PyObject_GetBuffer(arg, &view, PyBUF_SIMPLE) < 0)
        return NULL;
    const unsigned char *p = view.buf;
    for (Py_ssize_t i = 0; i < view.len; i++) {
        a = (a + p[i]) % 255;
        b = (b + a) % 255;
    }
    PyBuffer_Release(&view);
    return PyLong_FromUnsignedLong(b << 8 | a);
}

static PyMethodDef methods[] = {
    {"fletcher16", fletcher16, METH_O, "Return the Fletcher-16 checksum of bytes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_native", NULL, -1, methods};

PyMODINIT_FUNC PyInit__native(void) { return PyModule_Create(&module); }
