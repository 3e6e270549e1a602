import java.time.Duration;

public final class Main {
    public static void main(String[] args) throws Exception {
        System.out.println(args.length > 3
            ? SocketChat.publish(args[3], args[0], args[1], args[4], args[2])
            : SocketChat.joinToken(args[0], args[1], args[2], Duration.ofMinutes(1)));
    }
}
