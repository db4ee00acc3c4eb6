using ApiCheck;

if (args is not [var standIn, var realFolder])
{
    Console.Error.WriteLine("usage: ApiCheck STAND-IN.dll FOLDER-OF-REAL-ASSEMBLIES");
    return 2;
}

var ours = Assemblies.Load(standIn);
var real = Assemblies.LoadAll(realFolder, except: Path.GetFileName(standIn));
var comparison = new Comparison(real);
foreach (var type in ours.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
    comparison.Compare(type);

foreach (var difference in comparison.Differences)
    Console.WriteLine($"api-check: {difference}");
Console.WriteLine($"api-check: {Path.GetFileNameWithoutExtension(standIn)}: {comparison.Types} types, {comparison.Members} members compared, {comparison.Differences.Count} differences");
return comparison.Differences.Count == 0 ? 0 : 1;
