"""The import file of the county's voucher system."""

from robocorp.tasks import task

from robots.casework.texts import text
from robots.determination.vouchers import export_vouchers
from tasks.opening import carry_out, county_for, result, say


@task
def vouchers(county: str = "") -> None:
    """Export the voucher determinations that are ready; gives one sentence with the file's name.

    Args:
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        with county_for(county) as opened:
            exported, left_out = export_vouchers(opened)
            for one in left_out:
                say("vouchers.left_out", case=one.case_id, why=f"words.voucher_left_out_{one.why}")
            counts = {"unchanged": exported.unchanged}
            if exported.file is None:
                result(text("vouchers.nothing_new", opened.language, **counts))
            else:
                counts |= {"new": exported.new, "changed": exported.changed}
                file = str(exported.file)
                result(text("vouchers.exported", opened.language, file=file, **counts))
        return True

    carry_out(work)
