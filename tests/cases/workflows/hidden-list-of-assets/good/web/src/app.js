document.title = "harborview";
