using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

/// <summary>.NET 8 or newer, no package.</summary>
public static class SocketChat
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) }; // the server answers within 2 s

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A token that lets its holder join channel for ttl. data is anything JSON can say, or null.</summary>
    public static string JoinToken(string apiKey, string channel, object? data, TimeSpan ttl)
    {
        var timestamp = DateTimeOffset.UtcNow.Add(ttl).ToUnixTimeSeconds();
        var json = JsonSerializer.Serialize(new { channel, timestamp, data }, Plain);
        var signature = Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(json + apiKey))).ToLowerInvariant();
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(json + signature));
    }

    /// <summary>Broadcasts to everyone in channel. Returns the cursor; throws with the server's code and message.</summary>
    public static async Task<string> Publish(string url, string apiKey, string channel, string eventName, object? data)
    {
        var body = JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["channel"] = channel, ["event"] = eventName, ["data"] = data,
        }, Plain);
        using var request = new HttpRequestMessage(HttpMethod.Post, url + "/api/socket/events");
        request.Headers.Add("X-Api-Key", apiKey);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Client.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"publish: {(int)response.StatusCode} {answer.GetProperty("code")}: {answer.GetProperty("message")}");
        }
        return answer.GetProperty("cursor").GetString()!;
    }
}
