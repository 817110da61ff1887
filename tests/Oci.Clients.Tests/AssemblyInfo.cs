global using Oci.Conformance.Harness;
global using Xunit;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
