package io.nova.frontend.shell;

import io.nova.api.host.HostInvitation;
import io.nova.api.host.HostMembershipService;
import io.nova.api.identity.CallerResolver;
import io.nova.model.HostId;
import io.nova.model.HostRole;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Makes a token with which one machine becomes a host */
@Service
@Command(
        scope = "nova",
        name = "host-invite",
        description =
                "Makes a token with which one machine becomes a host: ./nova join TOKEN."
                        + " Example: nova:host-invite --roles compute,network h7")
public final class HostInviteCommand implements Action {

    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smhd])");

    @Reference CallerResolver callers;
    @Reference HostMembershipService members;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Option(
            name = "--roles",
            description =
                    "What the host begins with, of compute, network and volume; compute and network"
                            + " unless told")
    String roles = "compute,network";

    @Option(
            name = "--valid",
            description =
                    "How long the token is good for, such as 30m, 1h or 2d; an hour unless told")
    String valid = "1h";

    @Option(
            name = "--replace",
            description = "The machine takes the name of a host that there is, which is locked out")
    boolean replace;

    @Option(
            name = "--brokers",
            description =
                    "Where the machine reaches RabbitMQ, each host or host:port, if not as this"
                            + " controller does")
    String brokers = "";

    @Argument(name = "host", description = "The host's name in the cloud", required = true)
    String host = "";

    @Override
    public @Nullable Object execute() throws Exception {
        String token =
                members.invite(
                        Operator.context(callers),
                        new HostInvitation(
                                new HostId(host), wanted(), time(), replace, words(brokers)));
        if (json) {
            Table table = Table.facts();
            table.row("TOKEN", token);
            Screen.print(table, true, session);
        } else {
            // Alone on its line, so that it can be redirected into a file.
            session.getConsole().println(token);
        }
        return null;
    }

    private Set<HostRole> wanted() {
        Set<HostRole> wanted = EnumSet.noneOf(HostRole.class);
        for (String word : words(roles)) {
            wanted.add(
                    HostRole.of(word)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "'%s' is none of %s"
                                                            .formatted(word, HostRole.words()))));
        }
        return wanted;
    }

    private Duration time() {
        Matcher matcher = TIME.matcher(valid);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no time such as 30m, 1h or 2d".formatted(valid));
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
