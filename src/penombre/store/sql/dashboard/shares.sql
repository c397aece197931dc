-- Share acts by means and by where they went: presses on a button, the copied link, the device's own sheet, copies of text.
SELECT multiIf(kind = 'copy', 'copy', via = '', 'button', toString(via)) AS means, channel, app, toString(private) AS private,
    count() AS acts
FROM events
WHERE site = {site:UInt32} AND kind IN ('share', 'copy') AND agent = 'human'
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String})
    AND ({app:String} = '' OR app = {app:String}) AND ({device:String} = '' OR toString(device) = {device:String})
    AND ({country:String} = '' OR country = {country:String}) AND ({tag:String} = '' OR tag = {tag:String})
GROUP BY means, channel, app, private
ORDER BY acts DESC, means, channel, app, private
SETTINGS prefer_column_name_to_alias = 1, max_execution_time = 20
