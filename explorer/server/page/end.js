starting(3, "Drawing the page …"); finishWhenDrawn(); keepKernel()
