// Makes assemblies count the branches that they take, for the fuzzer: Oci.Hostile.Instrument ASSEMBLY…

using System.IO;
using SharpFuzz;

foreach (string assembly in args)
{
    // Beside it and then over it: whoever is stopped in between leaves a whole assembly.
    string counting = assembly + ".counting";
    File.Copy(assembly, counting, overwrite: true);
    Fuzzer.Instrument(counting, static _ => true, Options.Value);
    File.Move(counting, assembly, overwrite: true);
}
