import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** Java 17 or newer, no library. Data is JSON text: what Jackson's writeValueAsString or Gson's toJson returns. */
public final class SocketChat {
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private SocketChat() {}

    /** A token that lets its holder join channel for ttl. dataJson may be null. */
    public static String joinToken(String apiKey, String channel, String dataJson, Duration ttl) {
        long timestamp = Instant.now().plus(ttl).getEpochSecond();
        String data = dataJson == null ? "" : ",\"data\":" + dataJson;
        String json = "{\"channel\":" + quote(channel) + ",\"timestamp\":" + timestamp + data + "}";
        String token = json + md5Hex(json + apiKey);
        return Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    }

    /** Broadcasts to everyone in channel. Returns the server's answer; throws with its status, code and message. */
    public static String publish(String url, String apiKey, String channel, String event, String dataJson)
            throws IOException, InterruptedException {
        String body = "{\"channel\":" + quote(channel) + ",\"event\":" + quote(event) + ",\"data\":" + dataJson + "}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/socket/events"))
            .timeout(Duration.ofSeconds(5)) // the server answers within 2 s
            .header("Content-Type", "application/json")
            .header("X-Api-Key", apiKey)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("publish: " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private static String md5Hex(String text) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has MD5
        }
    }

    /** A JSON string literal. */
    private static String quote(String text) {
        StringBuilder b = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                b.append('\\').append(c);
            } else if (c < ' ') {
                b.append(String.format("\\u%04x", (int) c));
            } else {
                b.append(c);
            }
        }
        return b.append('"').toString();
    }
}
