#include <Python.h>
#include "align.h"

static PyObject *score(PyObject *self, PyObject *args) {
    const char *left, *right;
    if (!PyArg_ParseTuple(args, "ss", &left, &right)) return NULL;
    return PyLong_FromLong(align_score(left, right));
}

static PyMethodDef methods[] = {{"score", score, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_align", NULL, -1, methods};

PyMODINIT_FUNC PyInit__align(void) { return PyModule_Create(&module); }
