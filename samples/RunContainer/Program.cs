using System;
using System.IO;
using Oci.Runtime;
using Oci.Runtime.Lifecycle;
using Oci.Spec;

// Runs the container of a bundle: RunContainer OCIRUNTIME BUNDLE.
if (args is not [string ociruntime, string bundle])
{
    Console.Error.WriteLine("usage: RunContainer OCIRUNTIME BUNDLE");
    return 2;
}

// The first program of a container is ociruntime, never this one.
RuntimeHost.InitExecutable = ociruntime;
Diagnostics.Warn = text => Console.Error.WriteLine($"warning: {text}");

string id = $"sample-{Environment.ProcessId}";
string stateRoot = Directory.CreateTempSubdirectory("containers-").FullName;
try
{
    string path = Path.Combine(bundle, "config.json");
    ContainerSpec spec = ConfigJson.Read(File.ReadAllBytes(path), path);
    Console.WriteLine($"args: {string.Join(' ', spec.Process?.Args ?? [])}");
    return Run();
}
catch (Exception failure) when (failure is RuntimeFailure or InvalidSpecException or IOException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
finally
{
    Directory.Delete(stateRoot, recursive: true);
}

int Run()
{
    CreateContainer.Run(new CreateOptions { Id = id, StateRoot = stateRoot, Bundle = bundle });
    try
    {
        Report();
        StartContainer.Run(stateRoot, id);
        int? code = WaitContainer.Run(stateRoot, id);
        Report();
        Console.WriteLine($"exit code: {code}");
        return code ?? 1;
    }
    finally
    {
        DeleteContainer.Run(stateRoot, id, force: true);
    }
}

void Report() => Console.WriteLine($"status: {QueryContainers.State(stateRoot, id).Status.SpecName()}");
