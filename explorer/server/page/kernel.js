document.body.dataset.kernelId = document.getElementById("kernel").dataset.id; starting(2, "Reading the guideline …")
