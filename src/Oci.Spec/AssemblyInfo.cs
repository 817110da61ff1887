using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Oci.Spec.Tests")]
