require "base64"
require "digest"
require "json"
require "net/http"

module SocketChat
  # A token that lets its holder join channel for ttl seconds. data is anything JSON can say.
  def self.join_token(api_key, channel, data: nil, ttl: 60)
    claims = { channel: channel, timestamp: Time.now.to_i + ttl }
    claims[:data] = data unless data.nil?
    json = JSON.generate(claims)
    Base64.strict_encode64(json + Digest::MD5.hexdigest(json + api_key))
  end

  # Broadcasts to everyone in channel. Returns the cursor; raises with the server's code and message.
  def self.publish(url, api_key, channel, event, data = nil)
    uri = URI("#{url}/api/socket/events")
    headers = { "Content-Type" => "application/json", "X-Api-Key" => api_key }
    body = JSON.generate({ channel: channel, event: event, data: data })
    # The server answers within 2 s.
    response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https", open_timeout: 5, read_timeout: 5) do |http|
      http.post(uri.path, body, headers)
    end
    answer = JSON.parse(response.body)
    raise "publish: #{response.code} #{answer["code"]}: #{answer["message"]}" unless response.is_a?(Net::HTTPOK)

    answer["cursor"]
  end
end
