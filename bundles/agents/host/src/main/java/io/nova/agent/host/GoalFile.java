package io.nova.agent.host;

import io.nova.model.HostRole;
import io.nova.model.setting.SettingsEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The host's file, as far as a change from afar goes into it; all else in it stays. */
final class GoalFile {

    private final Path file;

    GoalFile(Path file) {
        this.file = file;
    }

    /** Writes the goal; returns when it is safe. */
    void write(Goal goal) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("roles", words(goal));
        values.put("drivers", String.join(", ", goal.drivers()));
        values.put("leave", goal.leave().name().toLowerCase(Locale.ROOT));
        SettingsEdit.set(file, values);
    }

    private static String words(Goal goal) {
        return goal.roles().stream().map(HostRole::word).sorted().collect(Collectors.joining(", "));
    }
}
