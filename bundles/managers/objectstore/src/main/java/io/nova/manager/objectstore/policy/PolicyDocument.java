package io.nova.manager.objectstore.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * A bucket's policy. For many threads.
 *
 * @param isPublic whether it lets in everybody, or more than can be told beforehand
 */
public record PolicyDocument(List<Statement> statements, boolean isPublic) {

    /** What a policy says to a question. */
    public enum Verdict {
        /** Nothing. */
        SILENT,
        /** Yes to the project; what its users may do is for its own roles to say. */
        ALLOW_PROJECT,
        /** Yes. */
        ALLOW,
        /** No, whatever other statements and access lists say. */
        DENY
    }

    PolicyDocument(List<Statement> statements) {
        this(statements, PublicScope.isPublic(statements));
    }

    public PolicyDocument {
        statements = List.copyOf(statements);
    }

    /** Returns whom the statements are about. */
    public Stream<Principals> principals() {
        return statements.stream().map(Statement::principals);
    }

    /** Returns what all statements together say. */
    public Verdict decide(PolicyQuestion question) {
        Verdict verdict = Verdict.SILENT;
        for (Statement statement : statements) {
            Principals.Match match = statement.match(question);
            if (match == Principals.Match.NONE) {
                continue;
            }
            if (!statement.allow()) {
                return Verdict.DENY;
            }
            Verdict said = match == Principals.Match.FULL ? Verdict.ALLOW : Verdict.ALLOW_PROJECT;
            verdict = said.compareTo(verdict) > 0 ? said : verdict;
        }
        return verdict;
    }
}
