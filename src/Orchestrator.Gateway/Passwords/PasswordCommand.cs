using Dots.Transport.Passwords;
using Hosting;

namespace Orchestrator.Gateway.Passwords;

/// <summary>`password`: reads a password from standard input and writes what consortium.json keeps of it. An argument would stay in the shell's history.</summary>
internal static class PasswordCommand
{
    private const int LeastCharacters = 12;

    public static int Hash(TextReader input, TextWriter output, TextWriter errors)
    {
        if (input.ReadLine() is not { Length: >= LeastCharacters and <= 256 } password || password.Any(char.IsControl))
        {
            errors.WriteLine($"expected a password of {LeastCharacters} to 256 characters as one line on standard input");
            return Executable.BadSettings;
        }

        output.WriteLine(PasswordHash.Make(password).Text);
        return Executable.Well;
    }
}
