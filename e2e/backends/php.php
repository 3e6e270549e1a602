<?php
[, $library, $key, $channel, $data] = $argv;
require $library;
$value = json_decode($data, false, 512, JSON_THROW_ON_ERROR);
echo isset($argv[5]) ? publish($argv[5], $key, $channel, $argv[6], $value) : joinToken($key, $channel, $value), "\n";
