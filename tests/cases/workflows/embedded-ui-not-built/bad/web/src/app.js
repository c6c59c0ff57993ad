document.querySelector("main").textContent = "bellows";
