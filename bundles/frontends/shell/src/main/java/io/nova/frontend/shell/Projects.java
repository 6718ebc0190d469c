package io.nova.frontend.shell;

import io.nova.api.identity.ProjectService;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.identity.Project;
import java.util.List;

/** The projects that a command is about. */
final class Projects {

    private static final int PAGE = 1000;

    private Projects() {}

    /** Returns the project of this name, or every one if it is empty. */
    static List<Project> named(ProjectService projects, RequestContext context, String name) {
        if (!name.isEmpty()) {
            return List.of(projects.getProjectByName(context, name));
        }
        return Page.all(after -> projects.listProjects(context, after, PAGE));
    }
}
