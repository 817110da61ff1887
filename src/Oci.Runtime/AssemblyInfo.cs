using System.Runtime.CompilerServices;

// Scratch buffers on the stack are written before they are read; clearing them would touch pages for nothing.
[module: SkipLocalsInit]
