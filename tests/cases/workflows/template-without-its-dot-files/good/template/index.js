console.log("moor");
