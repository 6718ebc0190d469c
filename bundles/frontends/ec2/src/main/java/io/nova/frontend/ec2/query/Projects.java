package io.nova.frontend.ec2.query;

import io.nova.model.ProjectId;
import java.util.Set;

/** Projects, which EC2 calls accounts, in requests. */
public final class Projects {

    private Projects() {}

    /** The text of a project's id, or one of these words that stand for some. */
    public static Type<String> orOneOf(String... words) {
        Set<String> known = Set.of(words);
        return Type.parsed(text -> known.contains(text) ? text : new ProjectId(text).value());
    }
}
