<?php

/** A token that lets its holder join $channel for $ttl seconds. $data is anything JSON can say. */
function joinToken(string $apiKey, string $channel, mixed $data = null, int $ttl = 60): string
{
    $claims = ['channel' => $channel, 'timestamp' => time() + $ttl];
    if ($data !== null) {
        $claims['data'] = $data;
    }
    $json = json_encode($claims, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    return base64_encode($json . md5($json . $apiKey));
}

/** Broadcasts to everyone in $channel. Returns the cursor; throws with the server's code and message. */
function publish(string $url, string $apiKey, string $channel, string $event, mixed $data = null): string
{
    $body = json_encode(
        ['channel' => $channel, 'event' => $event, 'data' => $data],
        JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR,
    );
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => ['Content-Type: application/json', "X-Api-Key: $apiKey"],
        'content' => $body,
        'timeout' => 5, // the server answers within 2 s
        'ignore_errors' => true, // read the body of an error, too
    ]]);
    $text = file_get_contents("$url/api/socket/events", false, $context);
    if ($text === false) {
        throw new RuntimeException('publish: no answer');
    }
    $answer = json_decode($text, true, 512, JSON_THROW_ON_ERROR);
    if ($answer['status'] !== 'ok') {
        throw new RuntimeException("publish: {$answer['code']}: {$answer['message']}");
    }
    return $answer['cursor'];
}
