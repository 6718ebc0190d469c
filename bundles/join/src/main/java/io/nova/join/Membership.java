package io.nova.join;

import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.Properties;

/**
 * Of which cloud this machine is a host.
 *
 * @param invitation that it came with
 * @param roles that it begins with
 * @param user of the bus; empty while the machine has not heard that it is a member
 */
record Membership(String cloud, String invitation, String host, String roles, String user) {

    static Optional<Membership> of(Home home) throws IOException {
        Optional<String> text = Home.read(home.membership());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Properties lines = new Properties();
        lines.load(new StringReader(text.get()));
        return Optional.of(
                new Membership(
                        lines.getProperty("cloud", ""),
                        lines.getProperty("invitation", ""),
                        lines.getProperty("host", ""),
                        lines.getProperty("roles", ""),
                        lines.getProperty("user", "")));
    }

    boolean isComplete() {
        return !user.isEmpty();
    }

    Membership as(String member) {
        return new Membership(cloud, invitation, host, roles, member);
    }

    void write(Home home) throws IOException {
        Home.write(
                home.membership(),
                "cloud=%s\ninvitation=%s\nhost=%s\nroles=%s\nuser=%s\n"
                        .formatted(cloud, invitation, host, roles, user));
    }
}
