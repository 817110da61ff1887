using System;

namespace Oci.Runtime.Init;

/// <summary>
/// The runtime process ended before the container was created: init ends too, and nothing is left of it.
/// </summary>
internal sealed class ParentGoneException : Exception;
